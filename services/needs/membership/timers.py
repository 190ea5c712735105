"""What becomes due for the members of clusters."""

from datetime import datetime
from uuid import UUID

from services.needs.cluster.use_cases import FOLLOW
from services.needs.membership import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def follow(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """A cluster was adopted, declined or fulfilled, or one of its members is ready now."""
    await use_cases.follow_cluster(uow, cluster_id=subject_id, at=at)


TIMERS = Timers().on(FOLLOW, follow)
