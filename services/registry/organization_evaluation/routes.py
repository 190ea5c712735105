"""Evaluations over HTTP, up to the grade that is made public."""

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
from services.registry.organization_evaluation import errors, queries, use_cases
from services.registry.organization_evaluation.model import OrganizationEvaluation
from services.registry.organization_evaluation.schemas import (
    Admission,
    EvaluationApplication,
    EvaluationView,
    Publication,
    SelfReport,
    SiteVisit,
)
from services.registry.organization_evaluation.states import EvaluationAction, EvaluationState
from services.registry.oversight.queries import DECIDERS, READERS, REGISTRARS
from shared.access import Actor, Role
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, problems, requires

router = APIRouter(prefix="/organization-evaluations", tags=["evaluations"])

Reader = Annotated[Actor, requires(Role.ORG_MANAGER, *READERS)]
Manager = Annotated[Actor, requires(Role.ORG_MANAGER)]
Registrar = Annotated[Actor, requires(*REGISTRARS)]
Decider = Annotated[Actor, requires(*DECIDERS)]
Of = Annotated[UUID | None, Query(description="Evaluations of this body")]
OVERSEEN = (Unknown, NotYourAuthority, NotOverseen, ConflictOfInterest, IllegalMove)


@router.post(
    "",
    status_code=201,
    response_model=EvaluationView,
    responses=problems(
        *(Unknown, NotOverseen, errors.SchemeUnfit),
        *(errors.EvaluationRunning, errors.NotEvaluable),
    ),
)
async def apply(asked: EvaluationApplication, _: Manager, begin: BeginOnce) -> Response:
    """Ask that one's organization is evaluated; all that stands in the way is told at once."""
    async with begin() as uow:
        made = await use_cases.apply(uow, **dict(asked))
        return await uow.answer(201, EvaluationView, made, f"/organization-evaluations/{made.id}")


@router.get("", response_model=Listed[EvaluationView])
async def list_evaluations(
    actor: Reader,
    begin: Begin,
    page: Page,
    organization_id: Of = None,
    state: EvaluationState | None = None,
) -> Response:
    """The evaluations in the caller's scope, newest first."""
    async with begin() as uow:
        model = OrganizationEvaluation
        only = {model.organization_id: organization_id, model.state: state}
        found = await page_of(uow, queries.evaluations(actor), model.id, page, only)
        return await uow.answer(200, Listed[EvaluationView], found)


@router.get("/{evaluation_id}", response_model=EvaluationView, responses=problems(Unknown))
async def read(evaluation_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One evaluation."""
    async with begin() as uow:
        found = await uow.see(OrganizationEvaluation, evaluation_id, queries.visible(actor))
        return await uow.answer(200, EvaluationView, found)


@router.post(
    "/{evaluation_id}/admission",
    response_model=EvaluationView,
    responses=problems(*OVERSEEN, errors.NotEvaluable),
)
async def admit(evaluation_id: UUID, asked: Admission, _: Registrar, begin: Begin) -> Response:
    """Pass the check of its eligibility, or say why not."""
    async with begin() as uow:
        found = await use_cases.admit(uow, evaluation_id=evaluation_id, **dict(asked))
        return await uow.answer(200, EvaluationView, found)


@router.post(
    "/{evaluation_id}/self-report",
    response_model=EvaluationView,
    responses=problems(Unknown, IllegalMove),
)
async def report(evaluation_id: UUID, asked: SelfReport, actor: Manager, begin: Begin) -> Response:
    """Say how one's organization meets the scheme."""
    async with begin() as uow:
        found = await uow.get(OrganizationEvaluation, evaluation_id, where=queries.own(actor))
        found.report(asked.model_dump(mode="json"))
        return await uow.answer(200, EvaluationView, found)


@router.post(
    "/{evaluation_id}/withdrawal",
    response_model=EvaluationView,
    responses=problems(Unknown, IllegalMove),
)
async def withdraw(evaluation_id: UUID, actor: Manager, begin: Begin) -> Response:
    """Take the application back, before it is assessed."""
    async with begin() as uow:
        found = await uow.get(OrganizationEvaluation, evaluation_id, where=queries.own(actor))
        found.decide(EvaluationAction.WITHDRAW)
        return await uow.answer(200, EvaluationView, found)


@router.post(
    "/{evaluation_id}/site-visit",
    response_model=EvaluationView,
    responses=problems(*OVERSEEN, errors.AssessorRecused, errors.AssessorTooOften, BadValue),
)
async def visit(evaluation_id: UUID, asked: SiteVisit, _: Registrar, begin: Begin) -> Response:
    """Take down what the assessors found; the grade follows by the scheme's bands."""
    async with begin() as uow:
        seen = use_cases.Visit(**dict(asked))
        found = await use_cases.record_visit(uow, evaluation_id=evaluation_id, visit=seen)
        return await uow.answer(200, EvaluationView, found)


@router.post(
    "/{evaluation_id}/publication",
    response_model=EvaluationView,
    responses=problems(*OVERSEEN, FourEyes, errors.NotEvaluable),
)
async def publicize(evaluation_id: UUID, asked: Publication, _: Decider, begin: Begin) -> Response:
    """Make the grade to be public, or have it assessed again; another officer than who scored."""
    async with begin() as uow:
        found = await use_cases.publicize(uow, evaluation_id=evaluation_id, **dict(asked))
        return await uow.answer(200, EvaluationView, found)
