"""How a panel judges. Locks: the call before, then the review; its sheets go with it.

Calls open the stages of their panel; what a stage came to is `queries.signed_review`.
"""

from typing import Any
from uuid import UUID

from services.procurement.panel.model import Panel, PanelMember
from services.procurement.panel.queries import own_seat, recusals_of, seated
from services.procurement.panel.rules import Criterion
from services.procurement.panel.states import Ground
from services.procurement.panel.use_cases import find_recusals
from services.procurement.review import queries
from services.procurement.review.errors import (
    NothingToCorrect,
    ObjectiveScoreMismatch,
    OutlierUnconfirmed,
    Recused,
    SheetsMissing,
)
from services.procurement.review.model import OUTLIER, Review, ScoreSheet
from services.procurement.review.rules import (
    check_scores,
    mismatches,
    organizations_of,
    outliers,
)
from services.procurement.review.states import REVIEW, ReviewAction, ReviewState
from services.procurement.worker_replica.queries import is_of
from shared.db import UnitOfWork
from shared.errors import Unknown


async def open_review(
    uow: UnitOfWork, *, panel: Panel, stage: str, candidates: dict[UUID, UUID]
) -> Review:
    """Have the panel judge these candidates of organizations; who works for one stands aside."""
    told = [
        {"candidate_id": str(one), "organization_id": str(body)} for one, body in candidates.items()
    ]
    review = Review(panel_id=panel.id, region_id=panel.region_id, stage=stage, candidates=told)
    uow.add(review)
    await find_recusals(uow, await seated(uow, panel.id), candidates.values())
    return review


async def score(
    uow: UnitOfWork, *, review_id: UUID, candidate_id: UUID, scores: list[dict[str, Any]]
) -> Review:
    """Write one's sheet on a candidate, or write it anew, until one's scores are locked."""
    review, member = await _judging(uow, review_id)
    review.must_be_open_to(member.id)
    await _check_free(uow, review, member, candidate_id)
    panel = await uow.session.get_one(Panel, review.panel_id)
    given = [(one["code"], one["score"]) for one in scores]
    check_scores(given, panel.criteria_of(review.stage))
    for sheet in await queries.sheets_of(uow, review.id):
        if (sheet.member_id, sheet.candidate_id) == (member.id, candidate_id):
            sheet.scores = scores
            return review
    sheet = ScoreSheet(
        review_id=review.id, member_id=member.id, candidate_id=candidate_id, scores=scores
    )
    uow.add(sheet)
    return review


async def lock_scores(uow: UnitOfWork, *, review_id: UUID) -> Review:
    """One's scores stay as they are; from now on one sees those of others who have locked."""
    review, member = await _judging(uow, review_id)
    review.must_be_open_to(member.id)
    aside = await _aside(uow, member)
    sheets = await queries.sheets_of(uow, review.id)
    scored = {sheet.candidate_id for sheet in sheets if sheet.member_id == member.id}
    missing = [
        candidate
        for candidate, body in organizations_of(review.candidates).items()
        if body not in aside and candidate not in scored
    ]
    if missing:
        raise SheetsMissing(candidate_ids=missing)
    review.lock(member.id, seated=await _seats(uow, review), at=uow.at)
    return review


async def correct(
    uow: UnitOfWork, *, review_id: UUID, candidate_id: UUID, code: str, score: int, reason: str
) -> Review:
    """Correct one's score that departs from the others', or with the same score confirm it."""
    review, member = await _judging(uow, review_id)
    REVIEW.after(review.state, ReviewAction.CORRECT)
    criteria, sheets, odd, far = await _findings(uow, review)
    ours = [one for one in sheets if (one.member_id, one.candidate_id) == (member.id, candidate_id)]
    if not ours or ((candidate_id, code) not in odd and (member.id, candidate_id, code) not in far):
        raise NothingToCorrect
    given = ours[0].scores_but(code, score, reason)
    check_scores([(one["code"], one["score"]) for one in given], criteria)
    ours[0].correct(code, given, at=uow.at)
    return review


async def sign_report(uow: UnitOfWork, *, review_id: UUID, dissent: str | None) -> Review:
    """Sign the report, which the first signature draws up; a dissent says why."""
    review, member = await _judging(uow, review_id)
    if review.state is ReviewState.CHECKING:
        criteria, sheets, odd, far = await _findings(uow, review)
        if odd:
            raise ObjectiveScoreMismatch(
                mismatches=[{"candidate_id": one, "code": code} for one, code in odd]
            )
        confirmed = {
            (sheet.member_id, sheet.candidate_id, code)
            for sheet in sheets
            for code in sheet.confirmed
        }
        if left := [one for one in far if one not in confirmed]:
            names = ("member_id", "candidate_id", "code")
            raise OutlierUnconfirmed(outliers=[dict(zip(names, one, strict=True)) for one in left])
        panel = await uow.session.get_one(Panel, review.panel_id)
        review.report([one.mark for one in sheets], criteria, trim_from=panel.trim_from)
    review.sign(member.id, dissent=dissent, seated=await _seats(uow, review), at=uow.at)
    return review


Findings = tuple[
    list[Criterion], list[ScoreSheet], list[tuple[UUID, str]], list[tuple[UUID, UUID, str]]
]
"""What is judged, the sheets that count, and where they depart from each other."""


async def _findings(uow: UnitOfWork, review: Review) -> Findings:
    panel = await uow.session.get_one(Panel, review.panel_id)
    criteria = panel.criteria_of(review.stage)
    sheets = await queries.sheets_that_count(uow, review)
    marks = [sheet.mark for sheet in sheets]
    far = outliers(marks, criteria, limit_bp=OUTLIER.kept(panel.rules))
    return criteria, sheets, mismatches(marks, criteria), far


async def _judging(uow: UnitOfWork, review_id: UUID) -> tuple[Review, PanelMember]:
    review = await uow.get(Review, review_id, where=queries.visible(uow.actor))
    return review, await own_seat(uow, review.panel_id)


async def _check_free(
    uow: UnitOfWork, review: Review, member: PanelMember, candidate_id: UUID
) -> None:
    body = organizations_of(review.candidates).get(candidate_id)
    if body is None:
        raise Unknown(kind="candidate", id=str(candidate_id))
    if ground := (await _aside(uow, member)).get(body):
        raise Recused(ground=ground)
    if await is_of(uow, body):
        raise Recused(ground=Ground.EMPLOYMENT)


async def _aside(uow: UnitOfWork, member: PanelMember) -> dict[UUID, Ground]:
    told = await recusals_of(uow, member.panel_id)
    return {one.organization_id: one.ground for one in told if one.member_id == member.id}


async def _seats(uow: UnitOfWork, review: Review) -> set[UUID]:
    return {one.id for one in await seated(uow, review.panel_id)}
