"""Questions about samples."""

from uuid import UUID

from sqlalchemy import Select, select

from services.procurement.oversight.queries import overseen
from services.procurement.service_log.model import ServiceLog
from services.procurement.service_log.states import LogState
from services.procurement.verification.model import Sample
from services.procurement.verification.rules import Candidate
from shared.access import Actor, by_rights
from shared.db import UnitOfWork

POOL_MAX = 5_000
"""Logs in one sample; what exceeds it waits for the next one."""


@by_rights
def samples(actor: Actor) -> Select[Sample]:
    """The samples in the caller's sight."""
    return select(Sample).where(overseen(actor, Sample))


async def waiting_logs(uow: UnitOfWork, contract_id: UUID) -> list[ServiceLog]:
    """The submitted logs of a contract that are in no sample yet, oldest first."""
    wanted = select(ServiceLog).where(
        ServiceLog.contract_id == contract_id,
        ServiceLog.state == LogState.SUBMITTED,
        ServiceLog.sample_id.is_(None),
    )
    return [*await uow.session.scalars(wanted.order_by(ServiceLog.id).limit(POOL_MAX))]


async def logs_of(uow: UnitOfWork, sample_id: UUID, *states: LogState) -> list[ServiceLog]:
    """The logs of a sample; all, or those that stand in one of these states."""
    wanted = select(ServiceLog).where(ServiceLog.sample_id == sample_id)
    if states:
        wanted = wanted.where(ServiceLog.state.in_(states))
    return [*await uow.session.scalars(wanted.order_by(ServiceLog.id))]


def candidates(logs: list[ServiceLog]) -> list[Candidate]:
    """The logs as the draw looks at them; a late one is checked anyway and not drawn."""
    return [
        Candidate(log.id, str(log.item_id), str(log.worker_ids[0]), log.hash)
        for log in logs
        if not log.late
    ]
