"""What becomes due for a determination."""

from datetime import datetime
from uuid import UUID

from services.procurement.determination import use_cases
from services.procurement.grant.use_cases import open_agreement
from shared.db import UnitOfWork
from shared.timers import Timers


async def end_publicity(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The publicity is over."""
    await open_agreement(uow, round_id=subject_id)


TIMERS = Timers().on(use_cases.PUBLICITY_END, end_publicity)
