"""What becomes due for entries that are to end."""

from datetime import datetime
from uuid import UUID

from services.registry.credit_entry.use_cases import EXPIRY
from services.registry.credit_removal import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def end_by_itself(uow: UnitOfWork, entry_id: UUID, at: datetime) -> None:
    """Its months are over."""
    await use_cases.expire_entry(uow, entry_id=entry_id)


async def remove(uow: UnitOfWork, entry_id: UUID, at: datetime) -> None:
    """The days after the verification are over."""
    await use_cases.remove_in_time(uow, entry_id=entry_id)


TIMERS = Timers().on(EXPIRY, end_by_itself).on(use_cases.REMOVAL_DUE, remove)
