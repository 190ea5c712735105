"""What becomes due for volunteers."""

from datetime import datetime
from uuid import UUID

from services.registry.volunteer import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def look(uow: UnitOfWork, volunteer_id: UUID, at: datetime) -> None:
    """He may not have served for long."""
    await use_cases.look_at_idle(uow, volunteer_id=volunteer_id, at=at)


TIMERS = Timers().on(use_cases.IDLE, look)
