"""Who belongs to which organization."""

from uuid import UUID

from sqlalchemy import select

from services.procurement.worker_replica.model import WorkerReplica
from shared.db import UnitOfWork


async def is_of(uow: UnitOfWork, *organization_ids: UUID) -> bool:
    """Whether the caller holds a role for one of these organizations, or works for it."""
    if any(grant.organization_id in organization_ids for grant in uow.actor.grants):
        return True
    if uow.actor.person_id is None or not organization_ids:
        return False
    works_there = select(WorkerReplica.id).where(
        WorkerReplica.person_id == uow.actor.person_id,
        WorkerReplica.organization_id.in_(organization_ids),
    )
    return await uow.session.scalar(works_there.limit(1)) is not None
