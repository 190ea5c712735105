"""What becomes due for roll-ups."""

from datetime import datetime
from uuid import UUID

from services.credit.roll_up import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def roll_up(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The time between two roll-ups is over."""
    await use_cases.roll_up(uow)


TIMERS = Timers().on(use_cases.ROLLING, roll_up)
