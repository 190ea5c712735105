"""What a household can do about another's need."""

from datetime import datetime
from uuid import UUID

from services.needs.need.model import Need
from services.needs.need.queries import followable
from services.needs.need.states import NeedState
from services.needs.need.use_cases import RECOUNT
from services.needs.support.errors import (
    AlreadySupported,
    NeedAnswered,
    OwnNeed,
    ResidentsOnly,
)
from services.needs.support.model import Support
from services.needs.support.queries import word_of
from services.needs.support.states import Stance
from shared import regions
from shared.access import Role
from shared.db import UnitOfWork
from shared.errors import Unknown

OVER = frozenset({NeedState.REFUSED, NeedState.WITHDRAWN, NeedState.RESOLVED, NeedState.CLOSED})
"""States of needs that nobody waits for."""


async def support_need(uow: UnitOfWork, *, need_id: UUID, stance: Stance, at: datetime) -> Support:
    """Say that one's household needs the same, or opposes it; the demand is counted again."""
    person_id, household_id = speaker(uow)
    need = await uow.get(Need, need_id, where=followable(uow.actor))
    region = await regions.get(uow.session, need.region_id)
    if not uow.actor.governs(region.path, Role.RESIDENT):
        raise ResidentsOnly
    if need.state in OVER:
        raise NeedAnswered(state=need.state)
    if {person_id, household_id} & {need.household_id, need.reporter_person_id}:
        raise OwnNeed
    said = await word_of(uow, need_id=need.id, household_id=household_id, person_id=person_id)
    if said is not None:
        raise AlreadySupported(stance=said.stance, at=said.at)
    support = Support(
        need_id=need.id, household_id=household_id, person_id=person_id, stance=stance, at=at
    )
    uow.add(support)
    await uow.schedule(RECOUNT, need.id, at)
    return support


async def take_back(uow: UnitOfWork, *, need_id: UUID, at: datetime) -> None:
    """Take the household's word back; it may speak again."""
    person_id, household_id = speaker(uow)
    need = await uow.get(Need, need_id, where=followable(uow.actor))
    said = await word_of(uow, need_id=need.id, household_id=household_id, person_id=person_id)
    if said is None:
        raise Unknown(kind="support", id=str(need_id))
    await uow.session.delete(said)
    await uow.schedule(RECOUNT, need.id, at)


def speaker(uow: UnitOfWork) -> tuple[UUID, UUID]:
    """The person, and the household he counts as; himself where none is known."""
    person_id = uow.actor.person_id
    if person_id is None:
        raise ResidentsOnly
    return person_id, uow.actor.household_id or person_id
