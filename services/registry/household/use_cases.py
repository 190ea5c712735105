"""What can be done with households."""

from collections.abc import Sequence
from uuid import UUID

from services.registry.account.use_cases import move_accounts
from services.registry.household.errors import NotACommunity
from services.registry.household.model import Household
from services.registry.household.queries import visible
from services.registry.organization.errors import ConflictOfInterest
from services.registry.person import queries as people
from services.registry.person.model import Person
from services.registry.person.use_cases import require_region
from services.registry.region.states import Level
from services.registry.social_worker.use_cases import move_worker
from services.registry.team.use_cases import tell_of_members
from shared import regions
from shared.access import SYSTEM
from shared.db import UnitOfWork


async def register_household(
    uow: UnitOfWork, *, region_id: UUID, address: str, member_ids: Sequence[UUID] = ()
) -> Household:
    """Enter a household of a community, with those of its members who are registered."""
    region = await regions.get(uow.session, region_id)
    if region.level != Level.COMMUNITY:
        raise NotACommunity("/region_id", region.level)
    await require_region(uow, region_id)
    household = Household(region_id=region_id)
    household.seal(uow.vault, address)
    uow.add(household)
    await _join(uow, household, *member_ids)
    return household


async def add_member(uow: UnitOfWork, *, household_id: UUID, person_id: UUID) -> Household:
    """Let a person live here from now on; he leaves the household he was in."""
    household = await uow.get(Household, household_id, where=visible(uow.actor))
    await require_region(uow, household.region_id)
    await _join(uow, household, person_id)
    return household


async def _join(uow: UnitOfWork, household: Household, *person_ids: UUID) -> None:
    """Move people in; neither oneself nor into or out of one's own household.

    Who is party to which needs follows from it.
    """
    if uow.actor.person_id in person_ids:
        raise ConflictOfInterest
    seen = None if uow.actor == SYSTEM else people.visible(uow.actor)
    for person_id in sorted(person_ids):  # all of them before any team, or two would wait crosswise
        person = await uow.get(Person, person_id, where=seen)
        if uow.actor.household_id in {household.id, person.household_id} - {None}:
            raise ConflictOfInterest
        person.household_id = household.id
        person.region_id = household.region_id
        home = {"person_id": person.id, "region_id": household.region_id}
        await move_accounts(uow, **home, household_id=household.id)
        await move_worker(uow, **home)
    await tell_of_members(uow, person_ids=person_ids)
