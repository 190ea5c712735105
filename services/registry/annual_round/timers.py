"""What becomes due for rounds."""

from datetime import datetime
from uuid import UUID

from services.registry.annual_round import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def list_bodies(uow: UnitOfWork, round_id: UUID, at: datetime) -> None:
    """The window is open: bodies get their checks."""
    await use_cases.list_bodies(uow, round_id=round_id)


TIMERS = Timers().on(use_cases.LISTING, list_bodies)
