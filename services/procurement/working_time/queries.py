"""When workers are busy already."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from services.procurement.working_time.model import WorkingTime
from services.procurement.working_time.rules import Busy
from shared.db import UnitOfWork

AROUND = timedelta(days=1)
"""Logs this near to a service may share a legal day with it."""


async def busy_around(
    uow: UnitOfWork, worker_ids: Sequence[UUID], starts_at: datetime, ends_at: datetime
) -> list[Busy]:
    """What these workers have recorded on the days of a service, found by the overlap's index."""
    near = func.tstzrange(starts_at - AROUND, ends_at + AROUND)
    taken = func.tstzrange(WorkingTime.starts_at, WorkingTime.ends_at)
    wanted = select(WorkingTime).where(
        WorkingTime.live, WorkingTime.worker_id.in_(worker_ids), taken.op("&&")(near)
    )
    return [
        Busy(row.worker_id, row.log_id, row.starts_at, row.ends_at)
        for row in await uow.session.scalars(wanted)
    ]
