"""What is kept when a body ends by merging or by being split."""

from collections.abc import Collection
from uuid import UUID

from services.procurement.succession.errors import Circular
from services.procurement.succession.model import Succession
from services.procurement.succession.queries import heirs_of
from services.procurement.succession.rules import reach
from shared.db import UnitOfWork


async def take_succession(
    uow: UnitOfWork, *, organization_id: UUID, successors: Collection[UUID]
) -> None:
    """Take down who took over; once, as it was first told."""
    heirs = await heirs_of(uow, organization_id, *successors)
    if organization_id in reach(successors, heirs):
        raise Circular(organization=str(organization_id))
    if organization_id in heirs:
        return
    for successor_id in successors:
        uow.add(Succession(organization_id=organization_id, successor_id=successor_id))
