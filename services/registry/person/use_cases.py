"""What can be done with people's records."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from services.registry.person.errors import (
    MayNotReveal,
    NotRegistered,
    OutsideYourRegion,
    OwnRecord,
    PersonKnown,
)
from services.registry.person.model import Person, blind
from services.registry.person.queries import not_erased, visible
from services.registry.person.rules import e164, id_number
from services.registry.person.states import PersonalField, PersonState, Purpose
from shared import regions
from shared.access import SYSTEM, Role
from shared.clock import LOCAL
from shared.db import UnitOfWork

REGISTERS = (Role.RECEIVER, Role.COMMUNITY_WORKER, Role.COMMUNITY_MANAGER)
REVEALS = (Role.COMMUNITY_MANAGER, Role.STREET_OFFICER)
"""Who may see people of his region in clear, with a purpose (spec/registry.md §2.6)."""
KEPT_FOR = frozenset({Purpose.LEGAL_DUTY})
"""What data that is only kept may still be shown for, and to the auditor alone."""


@dataclass(frozen=True)
class Details:
    """What a person says about himself, as typed; None for what he does not say."""

    name: str | None = None
    phone: str | None = None
    id_number: str | None = None


async def register_person(uow: UnitOfWork, *, region_id: UUID, details: Details) -> Person:
    """Enter a person in the region he lives in; an identity number is entered only once."""
    assert details.name is not None
    await require_region(uow, region_id)
    person = Person(region_id=region_id)
    await _write_down(uow, person, details)
    uow.add(person)
    return person


async def correct_person(uow: UnitOfWork, *, person_id: UUID, details: Details) -> Person:
    """Write down what was wrong or has changed, as the person shows it; not one's own record."""
    person = await uow.get(Person, person_id, where=visible(uow.actor))
    await require_region(uow, person.region_id)
    if uow.actor.person_id == person.id:
        raise OwnRecord
    await _write_down(uow, person, details)
    return person


async def _write_down(uow: UnitOfWork, person: Person, details: Details) -> None:
    if details.name is not None:
        person.seal(uow.vault, PersonalField.NAME, details.name)
    if details.phone is not None:
        person.seal(uow.vault, PersonalField.PHONE, e164(details.phone))
    if details.id_number is not None:
        number = id_number(details.id_number, uow.at.astimezone(LOCAL).date())
        fingerprint = blind(uow.vault, PersonalField.ID_NUMBER, number)
        others = select(Person.id).where(Person.id_number_blind == fingerprint)
        if await uow.session.scalar(others.where(Person.id != person.id)):
            raise PersonKnown
        person.seal(uow.vault, PersonalField.ID_NUMBER, number)


async def disclose(
    uow: UnitOfWork,
    *,
    person_id: UUID,
    fields: Sequence[PersonalField],
    purpose: Purpose,
) -> dict[str, str | None]:
    """Show fields of a person in clear and leave a record that he can read."""
    person = await uow.get(Person, person_id, where=visible(uow.actor))
    region = await regions.get(uow.session, person.region_id)
    own = uow.actor.person_id == person.id
    kept = person.state is PersonState.RESTRICTED
    purposes = KEPT_FOR if kept else {*Purpose} - {Purpose.OWN_DATA}
    reveals = (Role.AUDITOR,) if kept else REVEALS
    may = purpose in purposes and uow.actor.governs(region.path, *reveals)
    if not own and not may:
        raise MayNotReveal
    for field in fields:
        uow.reveal(person_id=person.id, field=field, subject_id=person.id, purpose=purpose)
    return {field: person.shown(uow.vault, field) for field in fields}


async def own_person(uow: UnitOfWork) -> Person:
    """The person behind the caller's account; clients and some officials are nobody here."""
    mine = and_(Person.id == uow.actor.person_id, not_erased())
    found = await uow.session.scalar(select(Person.id).where(mine))
    if found is None:
        raise NotRegistered
    return await uow.get(Person, found)


async def require_region(uow: UnitOfWork, region_id: UUID) -> None:
    """Refuse a region that does not exist, or in which the actor registers nobody."""
    region = await regions.get(uow.session, region_id)
    if uow.actor != SYSTEM and not uow.actor.governs(region.path, *REGISTERS):
        raise OutsideYourRegion
