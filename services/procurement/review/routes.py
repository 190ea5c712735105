"""Reviews over HTTP (评审)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.panel.errors import NotAMember
from services.procurement.panel.queries import JUDGES
from services.procurement.project.queries import STAFF
from services.procurement.review import errors, queries, use_cases
from services.procurement.review.model import Review
from services.procurement.review.schemas import (
    Correction,
    ReviewSummary,
    ReviewView,
    SheetSubmission,
    SignatureSubmission,
    shown,
)
from services.procurement.review.states import ReviewState
from shared.access import Actor
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/reviews", tags=["reviews"])

Reader = Annotated[Actor, requires(*STAFF, *JUDGES)]
Judge = Annotated[Actor, requires(*JUDGES)]
MOVE = (Unknown, NotAMember, IllegalMove)
SCORES = (errors.ScoresIncomplete, errors.ScoreOutOfBand)


@router.get("", response_model=Listed[ReviewSummary])
async def list_reviews(
    actor: Reader,
    begin: Begin,
    page: Page,
    panel_id: UUID | None = None,
    state: ReviewState | None = None,
) -> Response:
    """The stages that I judge, or that are judged in my region, newest first."""
    async with begin() as uow:
        only = {Review.panel_id: panel_id, Review.state: state}
        found = await page_of(uow, queries.reviews(actor), Review.id, page, only)
        return await uow.answer(200, Listed[ReviewSummary], found)


@router.get("/{review_id}", response_model=ReviewView, responses=problems(Unknown))
async def show(review_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One stage, with one's own sheets and those one may see by now."""
    async with begin() as uow:
        return await _answer(uow, await uow.see(Review, review_id, queries.visible(actor)))


@router.post(
    "/{review_id}/sheets",
    response_model=ReviewView,
    responses=problems(*MOVE, errors.Recused, errors.SheetsLocked, *SCORES),
)
async def score(review_id: UUID, asked: SheetSubmission, _: Judge, begin: Begin) -> Response:
    """Score a candidate; written anew as often as one likes, until one's scores are locked."""
    async with begin() as uow:
        told = asked.model_dump()
        return await _answer(uow, await use_cases.score(uow, review_id=review_id, **told))


@router.post(
    "/{review_id}/lock",
    response_model=ReviewView,
    responses=problems(*MOVE, errors.SheetsLocked, errors.SheetsMissing),
)
async def lock(review_id: UUID, _: Judge, begin: Begin) -> Response:
    """Lock one's scores for all candidates of the stage."""
    async with begin() as uow:
        return await _answer(uow, await use_cases.lock_scores(uow, review_id=review_id))


@router.post(
    "/{review_id}/corrections",
    response_model=ReviewView,
    responses=problems(*MOVE, errors.NothingToCorrect, *SCORES),
)
async def correct(review_id: UUID, asked: Correction, _: Judge, begin: Begin) -> Response:
    """Correct a score that departs from the others', or confirm it with a reason."""
    async with begin() as uow:
        told = asked.model_dump()
        return await _answer(uow, await use_cases.correct(uow, review_id=review_id, **told))


@router.post(
    "/{review_id}/signature",
    response_model=ReviewView,
    responses=problems(
        *MOVE,
        *(errors.ObjectiveScoreMismatch, errors.OutlierUnconfirmed, errors.NobodyToJudge),
        errors.AlreadySignedReport,
    ),
)
async def sign(review_id: UUID, asked: SignatureSubmission, _: Judge, begin: Begin) -> Response:
    """Sign the report; with the last signature the ranking holds."""
    async with begin() as uow:
        signed = await use_cases.sign_report(uow, review_id=review_id, dissent=asked.dissent)
        return await _answer(uow, signed)


async def _answer(uow: UnitOfWork, review: Review) -> Response:
    await uow.flush()
    return await uow.answer(
        200, ReviewView, shown(review, await queries.sheets_in_sight(uow, review))
    )
