"""What becomes due for needs."""

from datetime import datetime
from uuid import UUID

from services.needs.need import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def lapse(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The reporter stayed silent."""
    await use_cases.let_lapse(uow, need_id=subject_id, at=at)


TIMERS = Timers().on(use_cases.LAPSE, lapse)
