"""What becomes due for teams."""

from datetime import datetime
from uuid import UUID

from services.registry.team import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def expire(uow: UnitOfWork, team_id: UUID, at: datetime) -> None:
    """A filing ends when its years are over."""
    await use_cases.expire_filing(uow, team_id=team_id, at=at)


TIMERS = Timers().on(use_cases.EXPIRY, expire)
