"""Looking social workers up."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true

from services.registry.social_worker.model import Certificate, SocialWorker
from services.registry.social_worker.states import CertificateLevel
from shared import regions
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork

CONCERNED = (
    Role.ORG_MANAGER,
    Role.COMMUNITY_WORKER,
    Role.COMMUNITY_MANAGER,
    Role.STREET_OFFICER,
    Role.REGISTRAR,
    Role.CITY_ADMIN,
    Role.AUDITOR,
)


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The workers of the actor's regions and organizations, and himself."""
    if actor == SYSTEM:
        return true()
    return within(
        actor,
        *CONCERNED,
        region=SocialWorker.region_id,
        organization=SocialWorker.organization_id,
        owner=SocialWorker.person_id,
    )


async def workers_matching(
    uow: UnitOfWork,
    *,
    region_id: UUID | None,
    organization_id: UUID | None,
    level: CertificateLevel | None,
) -> Select[SocialWorker]:
    """The visible workers under a region, of an employer, at a level."""
    found = select(SocialWorker).where(visible(uow.actor))
    if region_id is not None:
        path = (await regions.get(uow.session, region_id)).path
        found = found.where(SocialWorker.region_id.in_(regions.below(path)))
    if organization_id is not None:
        found = found.where(SocialWorker.organization_id == organization_id)
    return found if level is None else found.where(SocialWorker.level == level)


async def certificates_of(uow: UnitOfWork, worker_ids: list[UUID]) -> dict[UUID, list[Certificate]]:
    """The certificates of several workers, oldest first."""
    rows = await uow.session.scalars(
        select(Certificate)
        .where(Certificate.worker_id.in_(worker_ids))
        .order_by(Certificate.issued_on, Certificate.id)
    )
    found: dict[UUID, list[Certificate]] = {worker_id: [] for worker_id in worker_ids}
    for row in rows:
        found[row.worker_id].append(row)
    return found
