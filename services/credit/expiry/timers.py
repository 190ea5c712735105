"""What becomes due for credits that end."""

from datetime import datetime
from uuid import UUID

from services.credit.account.use_cases import EXPIRY, FORFEITURE
from services.credit.expiry import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def look_at_expiry(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """A day of warning, or a new year."""
    await use_cases.look_at_expiry(uow, account_id=subject_id)


async def forfeit(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """A year after an account was closed."""
    await use_cases.forfeit(uow, account_id=subject_id)


TIMERS = Timers().on(EXPIRY, look_at_expiry).on(FORFEITURE, forfeit)
