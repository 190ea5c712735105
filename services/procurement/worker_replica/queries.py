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


async def employers_of(uow: UnitOfWork, *person_ids: UUID) -> dict[UUID, set[UUID]]:
    """For whom each of these people works as a social worker, if for anybody."""
    rows = select(WorkerReplica.person_id, WorkerReplica.organization_id).where(
        WorkerReplica.person_id.in_(person_ids)
    )
    found: dict[UUID, set[UUID]] = {one: set() for one in person_ids}
    for person_id, organization_id in await uow.session.execute(rows):
        if organization_id is not None:
            found[person_id].add(organization_id)
    return found
