"""What can be done with social workers' records."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.registry.grant.queries import has_ended, roles_of
from services.registry.organization import queries as organizations
from services.registry.organization.errors import ConflictOfInterest
from services.registry.organization.model import Organization
from services.registry.person import queries as people
from services.registry.person.model import Person
from services.registry.social_worker.errors import (
    CertificateDate,
    CertificateTaken,
    NotAnEmployer,
    NotYourWorker,
    WorkerKnown,
)
from services.registry.social_worker.model import Certificate, SocialWorker
from services.registry.social_worker.queries import certificates_of, visible
from services.registry.social_worker.rules import FIRST_EXAM, Held, highest, normal_cert_no
from services.registry.social_worker.states import CertificateLevel
from shared import regions
from shared.access import SYSTEM, Role
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.errors import BadValue

KEEPERS = (Role.COMMUNITY_MANAGER, Role.STREET_OFFICER, Role.REGISTRAR)
"""Who keeps workers' records for a region (spec/registry.md §2.6: posts, secondments)."""


@dataclass(frozen=True)
class Shown:
    """A certificate as it was shown to the keeper of the record."""

    level: CertificateLevel
    cert_no: str
    issued_on: date
    registered_until: date | None = None


async def register_worker(uow: UnitOfWork, *, person_id: UUID) -> SocialWorker:
    """Enter a registered person as a social worker of the region he lives in."""
    seen = None if uow.actor == SYSTEM else people.visible(uow.actor)
    person = await uow.get(Person, person_id, where=seen)
    await _require_keeper(uow, person.id, person.region_id)
    if await uow.session.scalar(select(SocialWorker.id).where(SocialWorker.person_id == person_id)):
        raise WorkerKnown
    worker = SocialWorker(person_id=person_id, region_id=person.region_id)
    uow.add(worker)
    await _tell(uow, worker)
    return worker


async def add_certificate(uow: UnitOfWork, *, worker_id: UUID, shown: Shown) -> SocialWorker:
    """Enter a certificate, or that one is registered for longer; the highest one counts."""
    worker = await uow.get(SocialWorker, worker_id, where=visible(uow.actor))
    await _require_keeper(uow, worker.person_id, worker.region_id)
    today = day_of(uow.at)
    if not FIRST_EXAM <= shown.issued_on <= today:
        raise CertificateDate("/issued_on", FIRST_EXAM.isoformat(), today.isoformat())
    if shown.registered_until is not None and shown.registered_until < shown.issued_on:
        raise BadValue(
            "/registered_until",
            "登记有效期止不能早于发证日期，请核对证书。",
            "The registration cannot end before the certificate was issued; compare with it.",
        )
    shown = replace(shown, cert_no=normal_cert_no(shown.cert_no))
    same = (Certificate.level == shown.level, Certificate.cert_no == shown.cert_no)
    known = await uow.session.scalar(select(Certificate).where(*same))
    if known is None:
        uow.add(Certificate(worker_id=worker.id, **asdict(shown)))
    elif known.is_renewed_by(shown.issued_on, shown.registered_until, worker_id=worker.id):
        known.registered_until = shown.registered_until
    else:
        raise CertificateTaken
    await uow.flush()
    held = (await certificates_of(uow, [worker.id]))[worker.id]
    best = highest(Held(one.level, one.registered_until) for one in held)
    assert best is not None
    worker.count(best)
    await _tell(uow, worker)
    return worker


async def employ_worker(
    uow: UnitOfWork, *, worker_id: UUID, organization_id: UUID | None
) -> SocialWorker:
    """Record where he works from now on, None when he left; his role for the old one ends."""
    worker = await uow.get(SocialWorker, worker_id, where=visible(uow.actor))
    if organization_id is None:
        if not uow.actor.acts_for(worker.organization_id or worker.id, Role.ORG_MANAGER):
            await _require_keeper(uow, worker.person_id, worker.region_id)
    else:
        seen = organizations.visible(uow.actor)
        employer = await uow.get(Organization, organization_id, where=seen)
        if not employer.active:
            raise NotAnEmployer(state=employer.state)
        if not uow.actor.acts_for(employer.id, Role.ORG_MANAGER):
            await _require_keeper(uow, worker.person_id, worker.region_id)
    left = worker.organization_id
    if left is not None and left != organization_id:
        await _leave(uow, worker.person_id, left)
    worker.organization_id = organization_id
    await _tell(uow, worker)
    return worker


async def _leave(uow: UnitOfWork, person_id: UUID, employer_id: UUID) -> None:
    """Take the role from who left; what has ended is wound up by those who know it."""
    if await has_ended(uow, employer_id):
        return
    mine = await roles_of(uow, person_id, Role.SOCIAL_WORKER, organization_id=employer_id)
    for grant in mine:
        grant.revoke(by=uow.actor.id, at=uow.at)


async def move_worker(uow: UnitOfWork, *, person_id: UUID, region_id: UUID) -> None:
    """Keep a social worker's record where he lives from now on; most people have none."""
    mine = select(SocialWorker).where(SocialWorker.person_id == person_id)
    worker = (await uow.session.scalars(mine.with_for_update())).one_or_none()
    if worker is not None and worker.region_id != region_id:
        worker.region_id = region_id
        await _tell(uow, worker)


async def forget_certificates(uow: UnitOfWork, *, person_id: UUID) -> None:
    """Destroy what a person's certificates say of him; that there was a record stays."""
    mine = select(SocialWorker).where(SocialWorker.person_id == person_id)
    worker = (await uow.session.scalars(mine.with_for_update())).one_or_none()
    if worker is None:
        return
    for certificate in (await certificates_of(uow, [worker.id]))[worker.id]:
        await uow.session.delete(certificate)
    worker.retire()
    await _tell(uow, worker)


async def _require_keeper(uow: UnitOfWork, person_id: UUID, region_id: UUID) -> None:
    """Refuse who keeps no records there, and whose own it is."""
    region = await regions.get(uow.session, region_id)
    if uow.actor != SYSTEM and not uow.actor.governs(region.path, *KEEPERS):
        raise NotYourWorker
    if uow.actor.person_id == person_id:
        raise ConflictOfInterest


async def _tell(uow: UnitOfWork, worker: SocialWorker) -> None:
    await uow.flush()
    uow.emit(worker.as_state())
