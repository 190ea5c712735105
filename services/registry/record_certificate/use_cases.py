"""What can be done with records of service. Each function runs in its caller's transaction."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.registry.hour_entry.errors import NotYourHours, NumberUnknown, OwnHours
from services.registry.hour_entry.model import HourEntry
from services.registry.hour_entry.queries import volunteers_named
from services.registry.organization import queries as organizations
from services.registry.organization.model import Organization
from services.registry.person.model import Person
from services.registry.person.states import PersonalField
from services.registry.record_certificate import queries, rules
from services.registry.record_certificate.errors import NothingServed, TooManyServices
from services.registry.record_certificate.model import RecordCertificate
from services.registry.volunteer.model import Volunteer
from shared import ids, numbers
from shared.access import Role
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.errors import BadValue

SERVICES_MAX = 1_000
"""On one certificate: some thirty pages."""
CODE_PARTS = 3
"""Of six digits each: nobody guesses one of eighteen."""


@dataclass(frozen=True)
class Wanted:
    """Whose service, for which organization and period, and who answers for it."""

    number: str
    organization_id: UUID
    since: date
    until: date
    responsible: str
    contact: str


async def issue(uow: UnitOfWork, *, wanted: Wanted, at: datetime) -> RecordCertificate:
    """Certify on paper what an organization recorded of a volunteer in a period."""
    if wanted.until < wanted.since:
        raise BadValue(
            "/until", "结束日期不能早于开始日期。", "The period cannot end before it begins."
        )
    seen = organizations.visible(uow.actor)
    organization = await uow.see(Organization, wanted.organization_id, seen)
    _require_manager(uow, organization.id)
    volunteer = (await volunteers_named(uow, [wanted.number])).get(wanted.number)
    if volunteer is None:
        raise NumberUnknown("/number")
    if volunteer.person_id == uow.actor.person_id:
        raise OwnHours("/number")
    period, most = (wanted.since, wanted.until), SERVICES_MAX + 1
    found = await queries.certified(uow, volunteer.id, organization.id, period, most)
    if not found:
        raise NothingServed
    if len(found) == most:
        raise TooManyServices("/until", limit=SERVICES_MAX)
    year = day_of(at).year
    made = RecordCertificate(
        number=rules.number(year, await numbers.take(uow, f"Z{year}")),
        code="".join(ids.code() for _ in range(CODE_PARTS)),
        volunteer_id=volunteer.id,
        organization_id=organization.id,
        since=wanted.since,
        until=wanted.until,
        services=[_service(entry) for entry in found],
        minutes=sum(entry.minutes for entry in found),
        issued_by_id=uow.actor.id,
        issued_at=at,
    )
    made.seal(uow.vault, responsible=wanted.responsible, contact=wanted.contact)
    uow.add(made)
    return made


async def revoke(uow: UnitOfWork, *, certificate_id: UUID, at: datetime) -> RecordCertificate:
    """Let a mistaken one be true no more; by its organization."""
    found = await uow.get(RecordCertificate, certificate_id, where=queries.visible(uow.actor))
    _require_manager(uow, found.organization_id)
    found.revoke(at=at)
    return found


async def revoke_resting_on(uow: UnitOfWork, *, entry: HourEntry, at: datetime) -> None:
    """Hours are taken back: what was certified with them is true no more."""
    for found in await queries.resting_on(uow, entry):
        found.revoke(at=at)


async def paper_of(uow: UnitOfWork, found: RecordCertificate) -> rules.Paper:
    """What stands above the services; he himself has his name in clear, everybody else masked."""
    volunteer = await uow.see(Volunteer, found.volunteer_id)
    person = await uow.see(Person, volunteer.person_id)
    named = person.masked(uow.vault)
    if uow.actor.person_id == person.id:
        named["name"] = person.shown(uow.vault, PersonalField.NAME)
    volunteer_told = (
        f"志愿者：{named['name'] or '已注销'}　编号：{volunteer.number}"
        f"　证件号码：{named['id_number'] or '无'}"
    )
    organization = await uow.see(Organization, found.organization_id)
    return rules.Paper(
        number=found.number,
        code=found.code,
        volunteer=volunteer_told,
        organization=organization.name,
        period=(found.since, found.until),
        minutes=found.minutes,
        **found.answerable(uow.vault),
        issued_on=day_of(found.issued_at),
        revoked_on=day_of(found.revoked_at) if found.revoked_at else None,
    )


def _service(entry: HourEntry) -> dict[str, str | int]:
    return {
        "entry_id": str(entry.id),
        "served_on": day_of(entry.started_at).isoformat(),
        "activity": entry.activity,
        "minutes": entry.minutes,
    }


def _require_manager(uow: UnitOfWork, organization_id: UUID) -> None:
    if not uow.actor.acts_for(organization_id, Role.ORG_MANAGER):
        raise NotYourHours
