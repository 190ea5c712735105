"""What becomes due for clusters."""

from datetime import datetime
from uuid import UUID

from services.needs.cluster import use_cases
from services.needs.cluster.model import Cluster
from services.needs.need.use_cases import RECOUNT
from shared.db import UnitOfWork
from shared.timers import Timers


async def recount(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """A need came, went or was supported."""
    await use_cases.recount_need(uow, need_id=subject_id, at=at)


async def review(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """Nothing came for a while: needs may have left the window."""
    await use_cases.recount(uow, cluster=await uow.get(Cluster, subject_id), at=at)


TIMERS = Timers().on(RECOUNT, recount).on(use_cases.REVIEW, review)
