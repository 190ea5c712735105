"""What becomes due for statements."""

from datetime import datetime
from uuid import UUID

from services.credit.monthly_statement import use_cases
from services.credit.tier.rules import next_month
from shared.clock import day_of, midnight
from shared.db import UnitOfWork
from shared.timers import Timers


async def close_months(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """A month is over."""
    more = await use_cases.close_months(uow)
    over = midnight(next_month(day_of(at))) + use_cases.CLOSES_AFTER
    await uow.schedule(use_cases.CLOSING, subject_id, at if more else over)


TIMERS = Timers().on(use_cases.CLOSING, close_months)
