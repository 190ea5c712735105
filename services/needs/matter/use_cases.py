"""What can be done with matters."""

from uuid import UUID

from sqlalchemy import or_, select

from services.needs.cluster.queries import cluster as cluster_in_scope
from services.needs.cluster.use_cases import recount
from services.needs.matter.errors import (
    HouseholdSpoke,
    MatterUnderWay,
    NotForDeliberation,
    OtherPlace,
)
from services.needs.matter.model import Matter, MatterSupport
from services.needs.matter.queries import (
    SCREENERS,
    matter_in_charge,
    must_be_no_supporter,
    open_matter_of,
)
from services.needs.matter.states import MatterAction, MatterState
from services.needs.need.queries import STAFF
from services.needs.support.errors import ResidentsOnly
from services.needs.support.use_cases import speaker
from shared import ids, regions
from shared.access import Role
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter, whole

SOURCE = "spec/needs.md §2.7"
LEAST = Parameter("matter.least_households", whole(1, 10_000), default=5, source=SOURCE)
"""So many households have what they ask for screened."""
GATHER_FOR = Parameter(
    "matter.gathering", Duration, default=Duration(value=30, unit="day"), source=SOURCE
)
"""How long they may take to come together."""

LAPSE = "matter_lapse"
"""The timer that ends a matter which too few households support."""


async def start_matter(
    uow: UnitOfWork, *, region_id: UUID, title: str, text: str, cluster_id: UUID | None
) -> Matter:
    """Bring something up: a resident gathers support, staff have it screened.

    Who is in charge of the community's meetings needs nobody's leave to hold one.
    """
    region = await regions.get(uow.session, region_id)
    by_staff = uow.actor.governs(region.path, *STAFF)
    if not by_staff and not uow.actor.governs(region.path, Role.RESIDENT):
        raise ResidentsOnly
    if cluster_id is not None:
        await _must_be_disputed(uow, cluster_id, region_id)
    matter = Matter(
        id=ids.new(),
        region_id=region_id,
        title=title,
        text=text,
        cluster_id=cluster_id,
        proposer_id=uow.actor.id,
        proposer_person_id=None if by_staff else uow.actor.person_id,
        proposed_at=uow.at,
    )
    uow.add(matter)
    if not by_staff:
        wait = await GATHER_FOR.value(uow, region_id=region_id, at=uow.at)
        await uow.schedule(LAPSE, matter.id, due(uow.at, wait).at)
        await _support(uow, matter)
        return matter
    matter.move(MatterAction.SUFFICE)
    if uow.actor.governs(region.path, Role.COMMUNITY_MANAGER):
        matter.screen(MatterAction.ACCEPT, by=uow.actor.id, at=uow.at)
    return matter


async def support_matter(uow: UnitOfWork, *, matter_id: UUID) -> Matter:
    """Want it deliberated on, too: one household, one word."""
    matter = await uow.get(Matter, matter_id)
    region = await regions.get(uow.session, matter.region_id)
    if not uow.actor.governs(region.path, Role.RESIDENT):
        raise ResidentsOnly
    await _support(uow, matter)
    return matter


async def accept_matter(uow: UnitOfWork, *, matter_id: UUID) -> Matter:
    """Let it be deliberated on."""
    return await _screen(uow, matter_id, MatterAction.ACCEPT)


async def decline_matter(uow: UnitOfWork, *, matter_id: UUID, reason: str) -> Matter:
    """Say why it is not deliberated on."""
    return await _screen(uow, matter_id, MatterAction.DECLINE, reason)


async def lapse_matter(uow: UnitOfWork, *, matter_id: UUID) -> None:
    """Too few households came together in time."""
    matter = await uow.get(Matter, matter_id)
    if matter.state is MatterState.GATHERING:
        matter.move(MatterAction.LAPSE)


async def _screen(
    uow: UnitOfWork, matter_id: UUID, action: MatterAction, reason: str | None = None
) -> Matter:
    matter = await matter_in_charge(uow, matter_id, *SCREENERS)
    matter.must_allow(action)
    await must_be_no_supporter(uow, matter)
    matter.screen(action, by=uow.actor.id, at=uow.at, reason=reason)
    return matter


async def _support(uow: UnitOfWork, matter: Matter) -> None:
    person_id, household_id = speaker(uow)
    theirs = or_(MatterSupport.household_id == household_id, MatterSupport.person_id == person_id)
    said = select(MatterSupport.id).where(MatterSupport.matter_id == matter.id, theirs).limit(1)
    if await uow.session.scalar(said) is not None:
        raise HouseholdSpoke
    least = await LEAST.value(uow, region_id=matter.region_id, at=uow.at)
    if matter.support(least=least):
        await uow.unschedule(LAPSE, matter.id)
    uow.add(
        MatterSupport(
            matter_id=matter.id, household_id=household_id, person_id=person_id, at=uow.at
        )
    )


async def _must_be_disputed(uow: UnitOfWork, cluster_id: UUID, region_id: UUID) -> None:
    seen = await cluster_in_scope(uow, cluster_id)
    if seen.region_id != region_id:
        raise OtherPlace(region_id=seen.region_id)
    cluster = await uow.lock(type(seen), cluster_id)
    open_already = await open_matter_of(uow, cluster_id)
    if open_already is not None:
        raise MatterUnderWay(matter_id=open_already)
    counted = await recount(uow, cluster=cluster, at=uow.at)
    if counted is None or not counted.disputed:
        raise NotForDeliberation
