"""Which rounds there are; they are public from the first word on."""

from uuid import UUID

from services.procurement.fund.queries import check_charge_of
from services.procurement.round.model import Round
from shared.access import Role
from shared.db import UnitOfWork


async def round_in_charge(uow: UnitOfWork, round_id: UUID, *roles: Role) -> Round:
    """A round, locked, that the caller decides on by his role."""
    found = await uow.get(Round, round_id)
    await check_charge_of(uow, found.region_id, *roles)
    return found
