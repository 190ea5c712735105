"""What becomes due for expulsions."""

from datetime import datetime
from uuid import UUID

from services.registry.expulsion import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def end(uow: UnitOfWork, expulsion_id: UUID, at: datetime) -> None:
    """Its years are over."""
    await use_cases.forget_identity(uow, expulsion_id=expulsion_id)


TIMERS = Timers().on(use_cases.END, end)
