"""What becomes due for classifications."""

from datetime import datetime
from uuid import UUID

from services.needs.classification import use_cases
from services.needs.need.use_cases import CLASSIFY
from shared.db import UnitOfWork
from shared.timers import Timers


async def classify_accepted(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """A need was accepted: the rules choose its way."""
    await use_cases.classify_need(uow, need_id=subject_id, at=at)


async def let_stand(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """Nobody confirmed an unsure decision in time."""
    await use_cases.let_stand(uow, need_id=subject_id, at=at)


TIMERS = Timers().on(CLASSIFY, classify_accepted).on(use_cases.STANDS, let_stand)
