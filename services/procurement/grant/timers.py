"""What becomes due for grants."""

from datetime import datetime
from uuid import UUID

from services.procurement.grant import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def lapse(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The time to take it is over."""
    await use_cases.lapse_grant(uow, proposal_id=subject_id)


TIMERS = Timers().on(use_cases.GRANT_END, lapse)
