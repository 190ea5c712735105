"""What becomes due for transfers."""

from datetime import datetime
from uuid import UUID

from services.registry.volunteer_transfer import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def end_silence(uow: UnitOfWork, transfer_id: UUID, at: datetime) -> None:
    """The receiving community said nothing in time."""
    await use_cases.end_silence(uow, transfer_id=transfer_id)


TIMERS = Timers().on(use_cases.SILENCE, end_silence)
