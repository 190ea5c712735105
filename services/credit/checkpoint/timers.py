"""What becomes due for checkpoints."""

from datetime import datetime
from uuid import UUID

from services.credit.checkpoint import queries, use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def seal_transfers(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The time between two checkpoints is over."""
    await use_cases.seal_transfers(uow, at=at)


TIMERS = Timers().on(queries.SEALING, seal_transfers)
