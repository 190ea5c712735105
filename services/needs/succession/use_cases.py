"""What is kept when a body ends by merging or by being split."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from services.needs.succession.model import Succession
from shared.db import UnitOfWork


async def take_succession(
    uow: UnitOfWork, *, organization_id: UUID, successors: Collection[UUID]
) -> None:
    """Take down who took over; once, as it was first told."""
    known = select(Succession.organization_id).where(Succession.organization_id == organization_id)
    if await uow.session.scalar(known.limit(1)):
        return
    for successor_id in successors:
        uow.add(Succession(organization_id=organization_id, successor_id=successor_id))
