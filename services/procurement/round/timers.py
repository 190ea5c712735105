"""What becomes due for rounds."""

from datetime import datetime
from uuid import UUID

from services.procurement.round import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def close_call(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The time to apply is over."""
    await use_cases.close_call(uow, round_id=subject_id)


TIMERS = Timers().on(use_cases.CALL_END, close_call)
