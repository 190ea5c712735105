"""When sessions are cleaned up."""

from datetime import datetime
from uuid import UUID

from services.registry.session import use_cases
from services.registry.session.use_cases import CLEANUP
from shared.db import UnitOfWork
from shared.timers import Timers


async def clean_up(uow: UnitOfWork, session_id: UUID, at: datetime) -> None:
    """No token of a session that has ended can be used, so none is kept."""
    await use_cases.forget_tokens(uow, session_id=session_id)


TIMERS = Timers().on(CLEANUP, clean_up)
