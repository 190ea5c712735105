"""What was determined of a round."""

from uuid import UUID

from services.procurement.round.model import Round
from shared.db import UnitOfWork
from shared.errors import Unknown


async def determined(uow: UnitOfWork, round_id: UUID) -> Round:
    """A round whose grants are determined; Unknown before."""
    found = await uow.see(Round, round_id)
    if not found.record:
        raise Unknown(kind="determination", id=str(round_id))
    return found
