"""What can be done with expulsions. Each function runs inside its caller's transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registry.account.queries import own_accounts
from services.registry.expulsion import queries
from services.registry.expulsion.errors import (
    ExpulsionOpen,
    NeverAdmitted,
    OtherOfficerNeeded,
)
from services.registry.expulsion.model import Expulsion
from services.registry.expulsion.states import Ground
from services.registry.organization.errors import ConflictOfInterest
from services.registry.organization.model import YEARS
from services.registry.organization.rules import years_after
from services.registry.person.model import Person
from services.registry.person.states import PersonalField
from services.registry.volunteer.errors import IdentityNeeded, NotYourVolunteer
from services.registry.volunteer.model import Volunteer
from services.registry.volunteer.queries import visible
from services.registry.volunteer.states import VolunteerAction
from services.registry.volunteer.use_cases import KEEPERS, SOURCE, look_at_idle, tell
from shared import regions
from shared.access import Role
from shared.clock import day_of, midnight
from shared.crypto import Vault
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter

STATEMENT = Parameter(
    "registry.expulsion.statement",
    Duration,
    default=Duration(value=10, unit="wd"),
    source=f"{SOURCE}: notice and statement, as for the credit lists",
)
APPEAL = Parameter(
    "registry.expulsion.appeal",
    Duration,
    default=Duration(value=15, unit="day"),
    source="spec/registry.md §2.2: appeal 15 d",
)
BARRED_YEARS = Parameter("registry.expulsion.barred_years", YEARS, default=3, source=SOURCE)

DECIDERS = (Role.COMMUNITY_MANAGER,)
REVIEWERS = (Role.STREET_OFFICER,)
END = "expulsion_end"
"""The timer after which nobody remembers it."""


@dataclass(frozen=True)
class Charge:
    """Whom to let go, and why."""

    volunteer_id: UUID
    ground: Ground
    reason: str


async def propose(uow: UnitOfWork, *, charge: Charge, at: datetime) -> Expulsion:
    """Begin an expulsion; the volunteer may state his case until a day."""
    volunteer = await uow.get(Volunteer, charge.volunteer_id, where=visible(uow.actor))
    person = await _require_other(uow, volunteer, *KEEPERS)
    if volunteer.number is None:
        raise NeverAdmitted
    if await queries.is_open(uow, volunteer.id):
        raise ExpulsionOpen
    number = person.shown(uow.vault, PersonalField.ID_NUMBER)
    if number is None:
        raise IdentityNeeded
    length = await STATEMENT.value(uow, region_id=volunteer.region_id, at=at)
    made = Expulsion(
        volunteer_id=volunteer.id,
        ground=charge.ground,
        reason=charge.reason,
        identity=identity_of(uow.vault, number),
        proposed_by_id=uow.actor.id,
        proposed_at=at,
        statement_until=due(at, length).at,
    )
    uow.add(made)
    return made


async def state_case(uow: UnitOfWork, *, expulsion_id: UUID, text: str) -> Expulsion:
    """The volunteer himself says what there is to say."""
    expulsion, volunteer = await _found(uow, expulsion_id)
    _require_himself(uow, volunteer)
    expulsion.state_case(text)
    return expulsion


async def decide(
    uow: UnitOfWork, *, expulsion_id: UUID, expelled: bool, reason: str, at: datetime
) -> Expulsion:
    """Let him go or not; by another officer than who proposed it."""
    expulsion, volunteer = await _found(uow, expulsion_id)
    await _require_other(uow, volunteer, *DECIDERS)
    if expulsion.proposed_by_id in await own_accounts(uow):
        raise OtherOfficerNeeded
    if not expelled:
        expulsion.drop(reason, by=uow.actor.id)
        return expulsion
    expulsion.expel(reason, by=uow.actor.id, at=at)
    length = await APPEAL.value(uow, region_id=volunteer.region_id, at=at)
    years = await BARRED_YEARS.value(uow, region_id=volunteer.region_id, at=at)
    expulsion.appeal_until = due(at, length).at
    expulsion.barred_until = years_after(day_of(at), years)
    await uow.schedule(END, expulsion.id, midnight(expulsion.barred_until))
    volunteer.leave(VolunteerAction.EXPEL, at=at)
    await tell(uow, volunteer)
    return expulsion


async def appeal(uow: UnitOfWork, *, expulsion_id: UUID, text: str, at: datetime) -> Expulsion:
    """The volunteer himself asks the street to look at it."""
    expulsion, volunteer = await _found(uow, expulsion_id)
    _require_himself(uow, volunteer)
    expulsion.appeal_against(text, at=at)
    return expulsion


async def review(
    uow: UnitOfWork, *, expulsion_id: UUID, expelled: bool, reason: str, at: datetime
) -> Expulsion:
    """The street's word on an appeal; whose expulsion is overturned resumes when he likes."""
    expulsion, volunteer = await _found(uow, expulsion_id)
    await _require_other(uow, volunteer, *REVIEWERS)
    if {expulsion.proposed_by_id, expulsion.decided_by_id} & await own_accounts(uow):
        raise OtherOfficerNeeded
    expulsion.settle(reason, overturned=not expelled, by=uow.actor.id)
    if not expelled:
        expulsion.barred_until = None
        await uow.unschedule(END, expulsion.id)
        volunteer.reinstate()
        await look_at_idle(uow, volunteer_id=volunteer.id, at=at)
        await tell(uow, volunteer)
    return expulsion


async def forget_identity(uow: UnitOfWork, *, expulsion_id: UUID) -> None:
    """The years are over: whoever it was may apply again."""
    (await uow.get(Expulsion, expulsion_id)).identity = None


async def forget_expulsions(uow: UnitOfWork, *, person_id: UUID) -> None:
    """Destroy what was written about somebody; that he was expelled is remembered by a hash."""
    for expulsion in await queries.expulsions_of(uow, person_id):
        expulsion.forget()


def identity_of(vault: Vault, id_number: str) -> bytes:
    """By what somebody is known again."""
    return vault.blind("expulsion.identity", id_number)


async def _found(uow: UnitOfWork, expulsion_id: UUID) -> tuple[Expulsion, Volunteer]:
    named = await uow.see(Expulsion, expulsion_id, queries.visible(uow.actor))
    volunteer = await uow.lock(Volunteer, named.volunteer_id)
    return await uow.get(Expulsion, expulsion_id), volunteer


def _require_himself(uow: UnitOfWork, volunteer: Volunteer) -> None:
    if uow.actor.person_id != volunteer.person_id:
        raise NotYourVolunteer


async def _require_other(uow: UnitOfWork, volunteer: Volunteer, *roles: Role) -> Person:
    """Refuse who decides nothing there, and whoever it is about, or lives with him."""
    region = await regions.get(uow.session, volunteer.region_id)
    if not uow.actor.governs(region.path, *roles):
        raise NotYourVolunteer
    person = await uow.see(Person, volunteer.person_id)
    if person.concerns(uow.actor):
        raise ConflictOfInterest
    return person
