"""What becomes due for penalties."""

from datetime import datetime
from uuid import UUID

from services.credit.penalty.model import Penalty
from services.credit.penalty.use_cases import APPEAL_OVER
from shared.db import UnitOfWork
from shared.timers import Timers


async def end_appeal(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """Nobody appealed in time: the penalty is final."""
    penalty = await uow.get(Penalty, subject_id)
    penalty.end()


TIMERS = Timers().on(APPEAL_OVER, end_appeal)
