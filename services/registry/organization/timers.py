"""What becomes due for organizations."""

from datetime import datetime
from uuid import UUID

from services.registry.organization import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def lapse(uow: UnitOfWork, organization_id: UUID, at: datetime) -> None:
    """A filing ends when its years are over."""
    await use_cases.lapse_filing(uow, organization_id=organization_id, at=at)


TIMERS = Timers().on(use_cases.LAPSE, lapse)
