"""What becomes due for resolutions."""

from datetime import datetime
from uuid import UUID

from services.needs.resolution import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def settle(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """Its notice is over, or the time to appeal."""
    del at
    await use_cases.settle_resolution(uow, resolution_id=subject_id)


TIMERS = Timers().on(use_cases.EFFECT, settle)
