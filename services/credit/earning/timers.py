"""What becomes due for earnings."""

from datetime import datetime
from uuid import UUID

from services.credit.earning import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def end_dispute_window(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The resident did not answer in time: his silence is final."""
    await use_cases.end_dispute_window(uow, order_id=subject_id)


TIMERS = Timers().on(use_cases.DISPUTE_WINDOW, end_dispute_window)
