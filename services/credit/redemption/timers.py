"""What becomes due for redemptions."""

from datetime import datetime
from uuid import UUID

from services.credit.redemption import use_cases
from services.credit.redemption.queries import redemption_locked
from services.credit.redemption.states import OPEN, RedemptionAction
from shared.db import UnitOfWork
from shared.timers import Timers


async def let_expire(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """Nobody fetched the item in time."""
    redemption = await redemption_locked(uow, subject_id)
    if redemption.state in OPEN:
        await use_cases.end_redemption(uow, redemption=redemption, action=RedemptionAction.EXPIRE)


TIMERS = Timers().on(use_cases.EXPIRY, let_expire)
