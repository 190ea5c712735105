"""What becomes due for entries of the list of abnormal activity."""

from datetime import datetime
from uuid import UUID

from services.registry.credit_entry import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def look_after_years(uow: UnitOfWork, entry_id: UUID, at: datetime) -> None:
    """The body has been on the list for years."""
    await use_cases.propose_for_years(uow, entry_id=entry_id)


TIMERS = Timers().on(use_cases.LONG_LISTED, look_after_years)
