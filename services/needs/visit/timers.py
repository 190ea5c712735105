"""What becomes due for visits."""

from datetime import datetime
from uuid import UUID

from services.needs.visit import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def lapse(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The resident did not answer."""
    await use_cases.let_lapse(uow, order_id=subject_id, at=at)


TIMERS = Timers().on(use_cases.CONFIRMATION_LAPSE, lapse)
