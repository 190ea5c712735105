"""Households over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.registry.household import queries, use_cases
from services.registry.household.errors import NotACommunity
from services.registry.household.model import Household
from services.registry.household.schemas import HouseholdRegistration, HouseholdView, Membership
from services.registry.organization.errors import ConflictOfInterest
from services.registry.person.errors import OutsideYourRegion
from services.registry.person.use_cases import REGISTERS
from shared.access import Actor
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.schemas import merge
from shared.web import Begin, BeginOnce, SignedIn, problems, requires

router = APIRouter(prefix="/households", tags=["households"])

Registers = Annotated[Actor, requires(*REGISTERS)]


@router.post(
    "",
    response_model=HouseholdView,
    status_code=201,
    responses=problems(Unknown, OutsideYourRegion, ConflictOfInterest, NotACommunity),
)
async def register(asked: HouseholdRegistration, begin: BeginOnce, _: Registers) -> Response:
    """Enter a household of a community."""
    async with begin() as uow:
        household = await use_cases.register_household(uow, **dict(asked))
        shown = await _shown(uow, household)
        return await uow.answer(201, HouseholdView, shown, location=f"/households/{household.id}")


@router.get("/{household_id}", response_model=HouseholdView, responses=problems(Unknown))
async def read_household(household_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One household; anyone may read his own."""
    async with begin() as uow:
        household = await uow.get(Household, household_id, where=queries.visible(actor))
        return await uow.answer(200, HouseholdView, await _shown(uow, household))


@router.post(
    "/{household_id}/members",
    response_model=HouseholdView,
    status_code=201,
    responses=problems(Unknown, OutsideYourRegion, ConflictOfInterest),
)
async def add_member(household_id: UUID, asked: Membership, begin: Begin, _: Registers) -> Response:
    """Let a registered person live here from now on."""
    async with begin() as uow:
        household = await use_cases.add_member(
            uow, household_id=household_id, person_id=asked.person_id
        )
        shown = await _shown(uow, household)
        return await uow.answer(201, HouseholdView, shown, location=f"/households/{household.id}")


async def _shown(uow: UnitOfWork, household: Household) -> Any:
    await uow.flush()
    people = await uow.session.scalars(queries.members_of(household.id, actor=uow.actor))
    return merge(
        household,
        address=household.address_for(uow.actor, uow.vault),
        members=[merge(person, **person.masked(uow.vault)) for person in people],
    )
