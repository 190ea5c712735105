"""Looking social workers up."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true

from services.registry.social_worker.model import Certificate, SocialWorker
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


async def workers_under(uow: UnitOfWork, region_id: UUID | None) -> Select[SocialWorker]:
    """The visible workers, of a region and all below it if that is asked."""
    found = select(SocialWorker).where(visible(uow.actor))
    if region_id is None:
        return found
    return found.where(SocialWorker.region_id.in_(await regions.under(uow.session, region_id)))


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
