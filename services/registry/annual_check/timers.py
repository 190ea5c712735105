"""What becomes due for annual checks."""

from datetime import datetime
from uuid import UUID

from services.registry.annual_check import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def lapse(uow: UnitOfWork, check_id: UUID, at: datetime) -> None:
    """The time for the report is over."""
    await use_cases.lapse_check(uow, check_id=check_id)


TIMERS = Timers().on(use_cases.CHECK_DUE, lapse)
