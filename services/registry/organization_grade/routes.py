"""Grades over HTTP: what is made public, reviewed, lowered and taken away."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.registry.organization.errors import (
    ConflictOfInterest,
    FourEyes,
    NotOverseen,
    NotYourAuthority,
)
from services.registry.organization_evaluation import errors, queries
from services.registry.organization_evaluation.model import OrganizationEvaluation
from services.registry.organization_evaluation.schemas import (
    Downgrading,
    EvaluationStatement,
    EvaluationView,
    GradeReason,
    GradeView,
    ReviewVote,
)
from services.registry.organization_grade import use_cases
from services.registry.oversight.queries import DECIDERS
from shared.access import Actor, Role
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, Public, problems, requires

router = APIRouter(tags=["evaluations"])

Manager = Annotated[Actor, requires(Role.ORG_MANAGER)]
Decider = Annotated[Actor, requires(*DECIDERS)]
Of = Annotated[UUID | None, Query(description="The grade of this body")]
OVERSEEN = (Unknown, NotYourAuthority, NotOverseen, ConflictOfInterest, IllegalMove)
ONE = "/organization-evaluations/{evaluation_id}"


@router.get("/organization-grades", response_model=Listed[GradeView])
async def list_grades(_: Public, begin: Begin, page: Page, organization_id: Of = None) -> Response:
    """The grades that hold or are made public before they do; anyone may read them."""
    async with begin() as uow:
        only = {OrganizationEvaluation.organization_id: organization_id}
        rows = queries.published()
        found = await page_of(uow, rows, OrganizationEvaluation.id, page, only)
        return await uow.answer(200, Listed[GradeView], found)


@router.post(
    f"{ONE}/appeal",
    response_model=EvaluationView,
    responses=problems(Unknown, IllegalMove, errors.PublicityOver),
)
async def appeal(
    evaluation_id: UUID, asked: EvaluationStatement, _: Manager, begin: Begin
) -> Response:
    """Ask for a review while the grade is made public."""
    async with begin() as uow:
        found = await use_cases.appeal(uow, evaluation_id=evaluation_id, text=asked.text)
        return await uow.answer(200, EvaluationView, found)


@router.post(
    f"{ONE}/review",
    response_model=EvaluationView,
    responses=problems(*OVERSEEN, FourEyes, errors.NoMajority),
)
async def settle(evaluation_id: UUID, asked: ReviewVote, _: Decider, begin: Begin) -> Response:
    """Take down the committee's vote; another officer than those before."""
    async with begin() as uow:
        found = await use_cases.settle_review(
            uow,
            evaluation_id=evaluation_id,
            score=asked.score,
            votes=(asked.votes, asked.members),
            reason=asked.reason,
        )
        return await uow.answer(200, EvaluationView, found)


@router.post(
    f"{ONE}/downgrade", response_model=EvaluationView, responses=problems(*OVERSEEN, BadValue)
)
async def downgrade(evaluation_id: UUID, asked: Downgrading, _: Decider, begin: Begin) -> Response:
    """Let a lesser grade hold."""
    async with begin() as uow:
        found = await use_cases.downgrade(uow, evaluation_id=evaluation_id, **dict(asked))
        return await uow.answer(200, EvaluationView, found)


@router.post(f"{ONE}/revocation", response_model=EvaluationView, responses=problems(*OVERSEEN))
async def revoke(evaluation_id: UUID, asked: GradeReason, _: Decider, begin: Begin) -> Response:
    """Take the grade away."""
    async with begin() as uow:
        found = await use_cases.revoke(uow, evaluation_id=evaluation_id, reason=asked.reason)
        return await uow.answer(200, EvaluationView, found)
