"""What becomes due on the claim list."""

from datetime import datetime
from uuid import UUID

from services.procurement.claim import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def end_listing(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The time to claim is over."""
    await use_cases.lapse_listing(uow, listing_id=subject_id)


async def end_confirmation(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The time to confirm is over."""
    await use_cases.expire_claim(uow, claim_id=subject_id)


TIMERS = (
    Timers()
    .on(use_cases.LISTING_END, end_listing)
    .on(use_cases.CLAIM_CONFIRMATION, end_confirmation)
)
