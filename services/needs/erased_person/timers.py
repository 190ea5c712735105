"""When what is known of who is gone follows him."""

from datetime import datetime
from uuid import UUID

from services.needs.erased_person import use_cases
from services.needs.erased_person.use_cases import FAREWELL
from shared.db import UnitOfWork
from shared.timers import Timers


async def settle(uow: UnitOfWork, person_id: UUID, at: datetime) -> None:
    """His needs are settled, a few at a time."""
    await use_cases.settle_needs(uow, person_id=person_id, at=at)


TIMERS = Timers().on(FAREWELL, settle)
