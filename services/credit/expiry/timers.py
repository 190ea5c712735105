"""What becomes due for credits that end."""

from datetime import datetime
from uuid import UUID

from services.credit.account.use_cases import ENDED, EXPIRY, FORFEITURE
from services.credit.expiry import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def look_at_expiry(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """A day of warning, or a new year."""
    await use_cases.look_at_expiry(uow, account_id=subject_id)


async def expire_ended(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """What ended before came back, or came late."""
    await use_cases.expire_ended(uow, account_id=subject_id)


async def forfeit(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """A year after an account was closed."""
    await use_cases.forfeit(uow, account_id=subject_id)


TIMERS = Timers().on(EXPIRY, look_at_expiry).on(ENDED, expire_ended).on(FORFEITURE, forfeit)
