"""When contacts are forgotten."""

from datetime import datetime
from uuid import UUID

from services.needs.retention import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def forget(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """An hour passed; each plans the next, and goes on at once while there is more to do."""
    more = await use_cases.forget_what_is_due(uow, at=at)
    await uow.schedule(use_cases.FORGETTING, subject_id, at if more else at + use_cases.EVERY)


TIMERS = Timers().on(use_cases.FORGETTING, forget)
