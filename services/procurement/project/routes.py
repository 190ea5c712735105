"""Projects over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.fund.errors import (
    FundOutOfReach,
    FundUnusable,
    InsufficientFunds,
    OutOfCharge,
    PurposeMismatch,
)
from services.procurement.project import errors, queries, use_cases
from services.procurement.project.model import Project
from services.procurement.project.schemas import (
    ProjectPlan,
    ProjectSubmission,
    ProjectView,
    Reason,
    RecordView,
)
from services.procurement.project.states import FROM_BRIEFS, ProjectState
from shared.access import Actor
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginEdit, BeginOnce, SignedIn, problems, requires

router = APIRouter(prefix="/projects", tags=["projects"])

Buyer = Annotated[Actor, requires(*queries.AUTHORS)]
Approver = Annotated[Actor, requires(*queries.APPROVERS)]
Finance = Annotated[Actor, requires(*queries.FUNDERS)]
PLAN = (
    *(Unknown, OutOfCharge, FundOutOfReach, PurposeMismatch, BadValue),
    *(errors.ItemsAboveCeiling, errors.CeilingAboveBudget, errors.InvalidPeriod),
)
MOVE = (Unknown, OutOfCharge, errors.PartyToIt, IllegalMove)


@router.post("", status_code=201, response_model=ProjectView, responses=problems(*PLAN))
async def create(asked: ProjectSubmission, _: Buyer, begin: BeginOnce) -> Response:
    """Draft a project of another origin than a brief; a brief is accepted instead."""
    if any(source.type in FROM_BRIEFS for source in asked.sources):
        told = "来自需求集群或居民决议的项目请通过受理简报建立。"
        raise BadValue("/sources", told, "Accept the brief of the cluster instead.")
    origin = {
        "region_id": asked.region_id,
        "form": asked.form,
        "cluster_id": None,
        "sources": [source.model_dump(mode="json") for source in asked.sources],
    }
    async with begin() as uow:
        project = await use_cases.create_project(
            uow, origin=origin, plan=asked.plan.kept(), place="/plan"
        )
        return await uow.answer(201, ProjectView, project, location=f"/projects/{project.id}")


@router.get("", response_model=Listed[ProjectView])
async def list_projects(
    *,
    actor: SignedIn,
    begin: Begin,
    page: Page,
    state: ProjectState | None = None,
    cluster_id: UUID | None = None,
) -> Response:
    """The projects in sight, newest first: my region's, to claim, my own, or consulted on."""
    async with begin() as uow:
        only = {Project.state: state, Project.cluster_id: cluster_id}
        found = await page_of(uow, queries.projects(actor), Project.id, page, only)
        return await uow.answer(200, Listed[ProjectView], found)


@router.get("/{project_id}", response_model=ProjectView, responses=problems(Unknown))
async def show(project_id: UUID, _: SignedIn, begin: Begin) -> Response:
    """One project."""
    async with begin() as uow:
        return await uow.answer(200, ProjectView, await queries.seen_project(uow, project_id))


@router.get("/{project_id}/record", response_model=RecordView, responses=problems(Unknown))
async def show_record(project_id: UUID, _: SignedIn, begin: Begin) -> Response:
    """What the project's fingerprint is made of, so that anyone can recompute it."""
    async with begin() as uow:
        return await uow.answer(200, RecordView, await queries.seen_project(uow, project_id))


@router.put("/{project_id}", response_model=ProjectView, responses=problems(*PLAN, *MOVE))
async def revise(project_id: UUID, asked: ProjectPlan, _: Buyer, begin: BeginEdit) -> Response:
    """Write the plan anew, while it is a draft or was sent back."""
    async with begin() as uow:
        plan = asked.kept()
        project = await use_cases.revise_project(uow, project_id=project_id, plan=plan)
        return await uow.answer(200, ProjectView, project)


@router.post("/{project_id}/consultation", response_model=ProjectView, responses=problems(*MOVE))
async def consult(project_id: UUID, _: Buyer, begin: Begin) -> Response:
    """Ask the public for its opinion; needed where residents had no say yet."""
    async with begin() as uow:
        project = await use_cases.open_consultation(uow, project_id=project_id)
        return await uow.answer(200, ProjectView, project)


@router.post(
    "/{project_id}/submission",
    response_model=ProjectView,
    responses=problems(*MOVE, errors.ConsultationMissing),
)
async def submit(project_id: UUID, _: Buyer, begin: Begin) -> Response:
    """Hand the plan in for approval."""
    async with begin() as uow:
        project = await use_cases.submit_project(uow, project_id=project_id)
        return await uow.answer(200, ProjectView, project)


@router.post("/{project_id}/return", response_model=ProjectView, responses=problems(*MOVE))
async def send_back(project_id: UUID, asked: Reason, _: Approver, begin: Begin) -> Response:
    """Send the plan back to its author, saying what has to change."""
    async with begin() as uow:
        project = await use_cases.send_back(uow, project_id=project_id, reason=asked.reason)
        return await uow.answer(200, ProjectView, project)


@router.post(
    "/{project_id}/approval",
    response_model=ProjectView,
    responses=problems(*MOVE, errors.FourEyes),
)
async def approve(project_id: UUID, _: Approver, begin: BeginEdit) -> Response:
    """Approve a colleague's plan as it was read; from now on it is fixed."""
    async with begin() as uow:
        project = await use_cases.approve_project(uow, project_id=project_id)
        return await uow.answer(200, ProjectView, project)


@router.post(
    "/{project_id}/funding",
    response_model=ProjectView,
    responses=problems(*MOVE, errors.FourEyes, InsufficientFunds, FundUnusable),
)
async def fund(project_id: UUID, _: Finance, begin: BeginOnce) -> Response:
    """Reserve the budget in all its funds; if one falls short, nothing is reserved."""
    async with begin() as uow:
        project = await use_cases.fund_project(uow, project_id=project_id)
        return await uow.answer(200, ProjectView, project)


@router.post("/{project_id}/cancellation", response_model=ProjectView, responses=problems(*MOVE))
async def cancel(project_id: UUID, asked: Reason, _: Buyer, begin: Begin) -> Response:
    """Give the project up before any contract; its money is released."""
    async with begin() as uow:
        project = await use_cases.cancel_project(uow, project_id=project_id, reason=asked.reason)
        return await uow.answer(200, ProjectView, project)
