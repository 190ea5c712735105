"""What becomes due for clocks."""

from datetime import datetime
from uuid import UUID

from services.needs.clock import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def climb(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """A share of the promised time is gone: warn, breach, and so on up the ladder."""
    await use_cases.climb_ladder(uow, clock_id=subject_id, at=at)


TIMERS = Timers().on(use_cases.LADDER, climb)
