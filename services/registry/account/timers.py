"""When accounts change by themselves."""

from datetime import datetime
from uuid import UUID

from services.registry.account import use_cases
from services.registry.account.use_cases import UNLOCK
from shared.db import UnitOfWork
from shared.timers import Timers


async def unlock(uow: UnitOfWork, account_id: UUID, at: datetime) -> None:
    """The lock after too many wrong passwords has run out."""
    await use_cases.unlock_account(uow, account_id=account_id)


TIMERS = Timers().on(UNLOCK, unlock)
