"""What becomes due for orders."""

from datetime import datetime
from uuid import UUID

from services.needs.dispatch.use_cases import OFFER_EXPIRY
from services.needs.order import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def expire(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The offer was not answered in time."""
    await use_cases.expire_offer(uow, order_id=subject_id, at=at)


TIMERS = Timers().on(OFFER_EXPIRY, expire)
