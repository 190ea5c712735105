"""Looking records of service up."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true

from services.registry.hour_entry.model import HourEntry
from services.registry.hour_entry.states import HourState
from services.registry.organization.model import Organization
from services.registry.person.model import Person
from services.registry.record_certificate.model import RecordCertificate
from services.registry.record_certificate.states import CertificateState
from services.registry.volunteer import queries as volunteers
from services.registry.volunteer.model import Volunteer
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.clock import midnight
from shared.db import UnitOfWork
from shared.errors import Unknown


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """One's own, those of one's organizations, and of the volunteers of one's region."""
    if actor == SYSTEM:
        return true()
    issued = within(actor, Role.ORG_MANAGER, organization=RecordCertificate.organization_id)
    return or_(issued, volunteers.sees(actor, RecordCertificate.volunteer_id))


async def certified(
    uow: UnitOfWork, volunteer_id: UUID, organization_id: UUID, period: tuple[date, date], most: int
) -> Sequence[HourEntry]:
    """What an organization certified of him and stands, begun in a period, in its order."""
    first, last = period
    his = select(HourEntry).where(
        HourEntry.volunteer_id == volunteer_id,
        HourEntry.organization_id == organization_id,
        HourEntry.state == HourState.CERTIFIED,
        HourEntry.started_at >= midnight(first),
        HourEntry.started_at < midnight(last + timedelta(days=1)),
    )
    return (await uow.session.scalars(his.order_by(HourEntry.started_at).limit(most))).all()


async def resting_on(uow: UnitOfWork, entry: HourEntry) -> Sequence[RecordCertificate]:
    """The certificates that list these hours and are valid, locked."""
    listed = RecordCertificate.services.contains([{"entry_id": str(entry.id)}])
    his = select(RecordCertificate).where(
        RecordCertificate.volunteer_id == entry.volunteer_id,
        RecordCertificate.state == CertificateState.VALID,
        listed,
    )
    return (await uow.session.scalars(his.order_by(RecordCertificate.id).with_for_update())).all()


async def verified(
    uow: UnitOfWork, code: str
) -> tuple[RecordCertificate, Volunteer, Person, Organization]:
    """The certificate with this code, whose it is, and who issued it."""
    wanted = (
        select(RecordCertificate, Volunteer, Person, Organization)
        .join(Volunteer, Volunteer.id == RecordCertificate.volunteer_id)
        .join(Person, Person.id == Volunteer.person_id)
        .join(Organization, Organization.id == RecordCertificate.organization_id)
        .where(RecordCertificate.code == code)
    )
    found = (await uow.session.execute(wanted)).one_or_none()
    if found is None:
        raise Unknown(kind=RecordCertificate.__tablename__, id=code)
    certificate, volunteer, person, organization = found
    return certificate, volunteer, person, organization
