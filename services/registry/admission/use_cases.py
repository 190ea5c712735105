"""How somebody becomes a volunteer. Each function runs inside its caller's transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.account.queries import own_accounts
from services.registry.expulsion.errors import Barred
from services.registry.expulsion.queries import remembered
from services.registry.expulsion.use_cases import identity_of
from services.registry.organization.errors import ConflictOfInterest
from services.registry.person import queries as people
from services.registry.person.model import Person
from services.registry.person.states import PersonalField
from services.registry.person.use_cases import own_person
from services.registry.volunteer import rules
from services.registry.volunteer.errors import (
    ConsentOutdated,
    GuardianNeeded,
    IdentityNeeded,
    NotYourVolunteer,
)
from services.registry.volunteer.model import Volunteer
from services.registry.volunteer.queries import visible, volunteer_of
from services.registry.volunteer.use_cases import (
    KEEPERS,
    SOURCE,
    look_at_idle,
    require_keeper,
    tell,
)
from shared import numbers, regions
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.policy import Parameter, whole

CONSENT = Parameter(
    "registry.volunteer.consent_version",
    Annotated[str, Field(min_length=1, max_length=20)],
    default="2026-01",
    source=f"{SOURCE}: consent text version",
)
AGE_MIN = Parameter("registry.volunteer.age_min", whole(10, 18), default=14, source=SOURCE)


@dataclass(frozen=True)
class Wish:
    """Who wishes to serve, to which text he consented, and who consents for a minor."""

    person_id: UUID
    consent_version: str
    guardian_id: UUID | None = None


async def apply_for(uow: UnitOfWork, *, wish: Wish, at: datetime) -> Volunteer:
    """Ask to be a volunteer, or again after it ended; staff for people of their community."""
    person = await _applicant(uow, wish)
    current = await CONSENT.value(uow, region_id=person.region_id, at=at)
    if wish.consent_version != current:
        raise ConsentOutdated("/consent_version", current=current)
    await _check_age(uow, person, wish, at=at)
    volunteer = await volunteer_of(uow, person.id)
    known = identity_of(uow.vault, _id_number(uow, person))
    barred = await remembered(uow, known, volunteer.id if volunteer else None)
    if barred is not None:
        raise Barred(barred.barred_until)
    if volunteer is None:
        volunteer = Volunteer(person_id=person.id)
        uow.add(volunteer)
    else:
        volunteer.apply_again()
    volunteer.consent(current, at=at, guardian_id=wish.guardian_id)
    volunteer.region_id, volunteer.author_id = person.region_id, uow.actor.id
    await tell(uow, volunteer)
    return volunteer


async def admit_volunteer(uow: UnitOfWork, *, volunteer_id: UUID, at: datetime) -> Volunteer:
    """Let somebody serve; who was never admitted before gets a number."""
    volunteer = await _decidable(uow, volunteer_id)
    region = await regions.get(uow.session, volunteer.region_id)
    begun = rules.heading(region.code, day_of(at))
    number = volunteer.number or rules.number(begun, await numbers.take(uow, f"V{begun}"))
    volunteer.admit(number, at=at)
    await look_at_idle(uow, volunteer_id=volunteer.id, at=at)
    await tell(uow, volunteer)
    return volunteer


async def refuse_volunteer(uow: UnitOfWork, *, volunteer_id: UUID, reason: str) -> Volunteer:
    """Say no with a reason that he reads; he may apply again."""
    volunteer = await _decidable(uow, volunteer_id)
    volunteer.refuse(reason)
    await tell(uow, volunteer)
    return volunteer


async def _applicant(uow: UnitOfWork, wish: Wish) -> Person:
    """Himself, without a guardian beside him; or somebody of the community of its staff."""
    if uow.actor.person_id == wish.person_id:
        if wish.guardian_id is not None:
            raise GuardianNeeded(age=rules.ADULT)
        return await own_person(uow)
    person = await uow.get(Person, wish.person_id, where=people.visible(uow.actor))
    region = await regions.get(uow.session, person.region_id)
    if not uow.actor.governs(region.path, *KEEPERS):
        raise NotYourVolunteer
    return person


async def _check_age(uow: UnitOfWork, person: Person, wish: Wish, *, at: datetime) -> None:
    today, guarded = day_of(at), wish.guardian_id is not None
    if wish.guardian_id is not None:
        guardian = await uow.see(Person, wish.guardian_id, people.visible(uow.actor))
        if guardian.id == person.id or not rules.is_of_age(
            rules.born(_id_number(uow, guardian)), rules.ADULT, on=today
        ):
            raise GuardianNeeded(age=rules.ADULT)
    age_min = await AGE_MIN.value(uow, region_id=person.region_id, at=at)
    birth = rules.born(_id_number(uow, person))
    rules.check_age(birth, guarded=guarded, age_min=age_min, on=today)


def _id_number(uow: UnitOfWork, person: Person) -> str:
    number = person.shown(uow.vault, PersonalField.ID_NUMBER)
    if number is None:
        raise IdentityNeeded
    return number


async def _decidable(uow: UnitOfWork, volunteer_id: UUID) -> Volunteer:
    """One whom the actor decides about: who did not write the application, and is not his kin."""
    volunteer = await uow.get(Volunteer, volunteer_id, where=visible(uow.actor))
    await require_keeper(uow, volunteer)
    person = await uow.see(Person, volunteer.person_id)
    if person.concerns(uow.actor) or volunteer.author_id in await own_accounts(uow):
        raise ConflictOfInterest
    return volunteer
