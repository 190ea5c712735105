"""What becomes due for grades."""

from datetime import datetime
from uuid import UUID

from services.registry.organization_evaluation.use_cases import PUBLICITY_OVER
from services.registry.organization_grade import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def grant(uow: UnitOfWork, evaluation_id: UUID, at: datetime) -> None:
    """The publicity is over."""
    await use_cases.end_publicity(uow, evaluation_id=evaluation_id)


async def expire(uow: UnitOfWork, evaluation_id: UUID, at: datetime) -> None:
    """The years of the grade are over."""
    await use_cases.expire_grade(uow, evaluation_id=evaluation_id)


TIMERS = Timers().on(PUBLICITY_OVER, grant).on(use_cases.GRADE_END, expire)
