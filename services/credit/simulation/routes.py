"""Simulations of drafted earning policies over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.credit.account.queries import OFFICERS, STEWARDS
from services.credit.policy.model import EarningPolicy
from services.credit.policy.queries import stewarded, visible
from services.credit.simulation import queries, use_cases
from services.credit.simulation.model import SimulatedAccount
from services.credit.simulation.queries import Change
from services.credit.simulation.schemas import (
    SimulatedOrganizationView,
    SimulationSubmission,
    SimulationView,
)
from shared.access import Actor
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, problems, requires

router = APIRouter(
    prefix="/earning-policy-drafts/{policy_id}/simulation", tags=["earning policies"]
)

Reader = Annotated[Actor, requires(*OFFICERS)]
Steward = Annotated[Actor, requires(*STEWARDS)]


@router.post(
    "",
    status_code=202,
    response_model=SimulationView,
    responses=problems(Unknown, BadValue, IllegalMove),
)
async def request_simulation(
    policy_id: UUID, asked: SimulationSubmission, actor: Steward, begin: Begin
) -> Response:
    """Apply a draft to the past; it runs on, and nothing but its own result is written."""
    async with begin() as uow:
        policy = await uow.get(EarningPolicy, policy_id, where=stewarded(actor))
        made = await use_cases.request_simulation(
            uow, policy=policy, first=asked.first, last=asked.last
        )
        await uow.flush()
        place = f"/earning-policy-drafts/{policy.id}/simulation"
        return await uow.answer(202, SimulationView, SimulationView.of(made), place)


@router.get("", response_model=SimulationView, responses=problems(Unknown))
async def read_simulation(policy_id: UUID, actor: Reader, begin: Begin) -> Response:
    """What a draft, or the version it became, would have meant."""
    async with begin() as uow:
        policy = await uow.get(EarningPolicy, policy_id, where=visible(actor))
        made = await queries.simulation_of(uow, policy)
        return await uow.answer(200, SimulationView, SimulationView.of(made))


@router.get(
    "/organizations", response_model=Listed[SimulatedOrganizationView], responses=problems(Unknown)
)
async def list_organizations(
    policy_id: UUID,
    actor: Reader,
    begin: Begin,
    page: Page,
    change: Annotated[Change | None, Query(description="Only those so concerned")] = None,
) -> Response:
    """What it would have meant for each organization; or for who gains, loses, changes tier."""
    async with begin() as uow:
        policy = await uow.get(EarningPolicy, policy_id, where=visible(actor))
        made = await queries.simulation_of(uow, policy)
        said = queries.accounts_of(made, change)
        listed = await page_of(uow, said, SimulatedAccount.account_id, page)
        names = await queries.names_of(uow, [row.organization_id for row in listed["items"]])
        listed["items"] = SimulatedOrganizationView.all_of(listed["items"], names)
        return await uow.answer(200, Listed[SimulatedOrganizationView], listed)
