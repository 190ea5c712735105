"""The inbox of briefs over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.brief import queries, use_cases
from services.procurement.brief.model import Brief
from services.procurement.brief.schemas import Acceptance, BriefView
from services.procurement.brief.states import BriefState
from services.procurement.fund.errors import FundOutOfReach, OutOfCharge, PurposeMismatch
from services.procurement.project import errors
from services.procurement.project.queries import AUTHORS, STAFF
from services.procurement.project.schemas import ProjectView, Reason
from shared.access import Actor
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, problems, requires

router = APIRouter(prefix="/briefs", tags=["briefs"])

Reader = Annotated[Actor, requires(*STAFF)]
Buyer = Annotated[Actor, requires(*AUTHORS)]


@router.get("", response_model=Listed[BriefView])
async def list_briefs(
    actor: Reader, begin: Begin, page: Page, state: BriefState | None = None
) -> Response:
    """The briefs of my region, newest first."""
    async with begin() as uow:
        found = await page_of(uow, queries.briefs(actor), Brief.id, page, {Brief.state: state})
        return await uow.answer(200, Listed[BriefView], found)


@router.get("/{brief_id}", response_model=BriefView, responses=problems(Unknown))
async def show(brief_id: UUID, _: Reader, begin: Begin) -> Response:
    """One brief."""
    async with begin() as uow:
        return await uow.answer(200, BriefView, await queries.seen_brief(uow, brief_id))


@router.post(
    "/{brief_id}/acceptance",
    status_code=201,
    response_model=ProjectView,
    responses=problems(
        *(Unknown, OutOfCharge, IllegalMove, FundOutOfReach, PurposeMismatch, BadValue),
        *(errors.ItemsAboveCeiling, errors.CeilingAboveBudget, errors.InvalidPeriod),
    ),
)
async def accept(brief_id: UUID, asked: Acceptance, _: Buyer, begin: BeginOnce) -> Response:
    """Make it a project with this plan; the cluster hears of it when money is reserved."""
    async with begin() as uow:
        project = await use_cases.accept_brief(
            uow, brief_id=brief_id, plan=asked.kept(), form=asked.form
        )
        return await uow.answer(201, ProjectView, project, location=f"/projects/{project.id}")


@router.post(
    "/{brief_id}/rejection",
    response_model=BriefView,
    responses=problems(Unknown, OutOfCharge, IllegalMove),
)
async def reject(brief_id: UUID, asked: Reason, _: Buyer, begin: Begin) -> Response:
    """Decline it; the reason goes back to the cluster."""
    async with begin() as uow:
        brief = await use_cases.reject_brief(uow, brief_id=brief_id, reason=asked.reason)
        return await uow.answer(200, BriefView, brief)
