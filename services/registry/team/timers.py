"""What becomes due for teams."""

from datetime import datetime
from uuid import UUID

from services.registry.team import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def expire(uow: UnitOfWork, team_id: UUID, at: datetime) -> None:
    """A filing ends when its years are over."""
    await use_cases.expire_filing(uow, team_id=team_id, at=at)


async def lose_proof(uow: UnitOfWork, team_id: UUID, at: datetime) -> None:
    """A skill is told no more when nobody in the team can prove it."""
    await use_cases.tell_of_proofs(uow, team_id=team_id)


TIMERS = Timers().on(use_cases.EXPIRY, expire).on(use_cases.PROOF_END, lose_proof)
