"""What becomes due for matters."""

from datetime import datetime
from uuid import UUID

from services.needs.matter import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def lapse(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """Too few households came together in time."""
    del at
    await use_cases.lapse_matter(uow, matter_id=subject_id)


TIMERS = Timers().on(use_cases.LAPSE, lapse)
