"""What becomes due in a tender."""

from datetime import datetime
from uuid import UUID

from services.procurement.process import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def close(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The time to bid is over."""
    await use_cases.close_tender(uow, process_id=subject_id)


async def end_opening(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The time to open is over."""
    await use_cases.end_opening(uow, process_id=subject_id)


TIMERS = Timers().on(use_cases.CLOSING, close).on(use_cases.OPENING_END, end_opening)
