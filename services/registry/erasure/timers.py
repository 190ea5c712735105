"""What becomes due for wishes to be erased."""

from datetime import datetime
from uuid import UUID

from services.registry.erasure import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def settle(uow: UnitOfWork, erasure_id: UUID, at: datetime) -> None:
    """The time to answer is over, or a day passed on which something had to be kept."""
    await use_cases.settle_erasure(uow, erasure_id=erasure_id, at=at)


TIMERS = Timers().on(use_cases.SETTLEMENT, settle)
