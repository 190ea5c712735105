"""What becomes due for accounts that are succeeded."""

from datetime import datetime
from uuid import UUID

from services.credit.account.use_cases import SUCCESSION
from services.credit.succession import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def pass_on(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The organization ended, a successor became known, or something came late."""
    await use_cases.pass_on(uow, account_id=subject_id)


TIMERS = Timers().on(SUCCESSION, pass_on)
