"""What becomes due for meetings."""

from datetime import datetime
from uuid import UUID

from services.needs.meeting import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def keep_promise(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """It was held: so was the promise to those who asked."""
    await use_cases.keep_promise(uow, meeting_id=subject_id, at=at)


TIMERS = Timers().on(use_cases.HELD, keep_promise)
