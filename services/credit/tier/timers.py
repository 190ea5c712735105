"""What becomes due for tiers."""

from datetime import datetime
from uuid import UUID

from services.credit.account.use_cases import TIER_REVIEW
from services.credit.tier import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def review_tier(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """Credits moved, or a month has begun."""
    await use_cases.review_tier(uow, account_id=subject_id)


TIMERS = Timers().on(TIER_REVIEW, review_tier)
