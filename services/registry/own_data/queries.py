"""What the register keeps of a person, in clear; who asks must record it."""

from uuid import UUID

from sqlalchemy import Select, select

from services.registry.account.model import Account
from services.registry.erasure.model import Erasure
from services.registry.expulsion.model import Expulsion
from services.registry.grant.model import RoleGrant
from services.registry.hour_entry.model import HourEntry
from services.registry.household.model import Household
from services.registry.person.model import Person
from services.registry.record_certificate.model import RecordCertificate
from services.registry.social_worker.model import SocialWorker
from services.registry.team.model import Team
from services.registry.team.queries import has_member
from services.registry.volunteer.model import Volunteer
from services.registry.volunteer_transfer.model import VolunteerTransfer
from shared.db import UnitOfWork


async def home_of(uow: UnitOfWork, person: Person) -> Household | None:
    """The household he lives in."""
    if person.household_id is None:
        return None
    return await uow.session.get(Household, person.household_id)


def accounts(person_id: UUID) -> Select[Account]:
    """What he signs in with."""
    return select(Account).where(Account.person_id == person_id)


def grants(person_id: UUID) -> Select[RoleGrant]:
    """Every role that he holds or held."""
    mine = select(Account.id).where(Account.person_id == person_id)
    return select(RoleGrant).where(RoleGrant.holder_id.in_(mine))


def worker(person_id: UUID) -> Select[SocialWorker]:
    """His record as a social worker."""
    return select(SocialWorker).where(SocialWorker.person_id == person_id)


def volunteers(person_id: UUID) -> Select[Volunteer]:
    """His record as a volunteer."""
    return select(Volunteer).where(Volunteer.person_id == person_id)


def hours(person_id: UUID) -> Select[HourEntry]:
    """What he served as a volunteer."""
    mine = select(Volunteer.id).where(Volunteer.person_id == person_id)
    return select(HourEntry).where(HourEntry.volunteer_id.in_(mine))


def record_certificates(person_id: UUID) -> Select[RecordCertificate]:
    """What was certified of it on paper."""
    mine = select(Volunteer.id).where(Volunteer.person_id == person_id)
    return select(RecordCertificate).where(RecordCertificate.volunteer_id.in_(mine))


def expulsions(person_id: UUID) -> Select[Expulsion]:
    """What was brought against him as a volunteer."""
    mine = select(Volunteer.id).where(Volunteer.person_id == person_id)
    return select(Expulsion).where(Expulsion.volunteer_id.in_(mine))


def transfers(person_id: UUID) -> Select[VolunteerTransfer]:
    """To which communities he wished to move as a volunteer."""
    mine = select(Volunteer.id).where(Volunteer.person_id == person_id)
    return select(VolunteerTransfer).where(VolunteerTransfer.volunteer_id.in_(mine))


def teams(person_id: UUID) -> Select[Team]:
    """The teams that list him."""
    return select(Team).where(has_member(person_id))


def erasures(person_id: UUID) -> Select[Erasure]:
    """What he wished to have destroyed."""
    return select(Erasure).where(Erasure.person_id == person_id)
