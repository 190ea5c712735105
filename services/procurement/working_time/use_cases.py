"""How a log takes its workers' time, gives it free, and takes it again."""

from uuid import UUID

from sqlalchemy import select, update

from services.procurement.worker_replica.model import WorkerReplica
from services.procurement.working_time.model import WorkingTime
from services.procurement.working_time.queries import busy_around
from services.procurement.working_time.rules import check_load
from shared.db import UnitOfWork


async def free_time(uow: UnitOfWork, *, log_id: UUID) -> None:
    """The log does not hold, or was taken back: what really took place may be recorded."""
    its = update(WorkingTime).where(WorkingTime.log_id == log_id)
    await uow.session.execute(its.values(live=False))


async def take_time_again(uow: UnitOfWork, *, log_id: UUID) -> None:
    """The log holds after all; refused where its workers have other logs at that time by now."""
    its = select(WorkingTime).where(WorkingTime.log_id == log_id, WorkingTime.live.is_(False))
    taken = (await uow.session.scalars(its)).all()
    if not taken:
        return
    workers = sorted(one.worker_id for one in taken)
    # locked in one order: two logs of one worker cannot both find him free
    known = select(WorkerReplica.id).where(WorkerReplica.id.in_(workers))
    await uow.session.execute(known.order_by(WorkerReplica.id).with_for_update())
    starts_at, ends_at = taken[0].starts_at, taken[0].ends_at
    busy = await busy_around(uow, workers, starts_at, ends_at)
    check_load(workers, starts_at, ends_at, busy=busy)
    for one in taken:
        one.live = True
