"""What becomes due on the claim list."""

from datetime import datetime
from uuid import UUID

from services.needs.claim import use_cases
from services.needs.dispatch.use_cases import CLAIM_EXPIRY
from shared.db import UnitOfWork
from shared.timers import Timers


async def lapse(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The time to claim is over."""
    await use_cases.let_lapse(uow, claim_id=subject_id, at=at)


TIMERS = Timers().on(CLAIM_EXPIRY, lapse)
