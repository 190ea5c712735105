"""What becomes due for funds."""

from datetime import datetime
from uuid import UUID

from services.procurement.fund import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def lapse(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The validity of the fund is over."""
    await use_cases.lapse_fund(uow, fund_id=subject_id)


TIMERS = Timers().on(use_cases.FUND_LAPSE, lapse)
