"""Who belongs to which organization."""

from uuid import UUID

from sqlalchemy import select

from services.procurement.succession.queries import related
from services.procurement.worker_replica.model import WorkerReplica
from shared.db import UnitOfWork


async def is_of(uow: UnitOfWork, *organization_ids: UUID) -> bool:
    """Whether the caller holds a role for one of these organizations, or works for it.

    Bodies that have become one with it count like itself.
    """
    employed = select(WorkerReplica.organization_id).where(
        WorkerReplica.person_id == uow.actor.person_id
    )
    own = uow.actor.bodies | {one for one in await uow.session.scalars(employed) if one is not None}
    return await related(uow, own, organization_ids)
