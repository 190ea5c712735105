"""What becomes due for inspections."""

from datetime import datetime
from uuid import UUID

from services.registry.inspection import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def lapse(uow: UnitOfWork, inspection_id: UUID, at: datetime) -> None:
    """The day to put it right is over."""
    await use_cases.lapse_rectification(uow, inspection_id=inspection_id)


TIMERS = Timers().on(use_cases.RECTIFY_OVER, lapse)
