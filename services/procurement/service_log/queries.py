"""Questions about service logs. `visible` decides for lists, single reads and commands alike."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import array

from services.procurement.contract.model import Contract
from services.procurement.contract.states import Gate
from services.procurement.engagement.queries import EVALUATORS, contracts_engaged_for
from services.procurement.fund.queries import is_freed
from services.procurement.oversight.queries import SUPPLIERS, overseen
from services.procurement.service_log.errors import CommitmentFreed, FinallySettled
from services.procurement.service_log.model import ServiceLog
from services.procurement.service_log.states import LogState
from services.procurement.settlement.model import Settlement
from services.procurement.settlement.states import SettlementState
from services.procurement.succession.queries import held
from shared.access import Actor, Role, by_rights, within
from shared.db import UnitOfWork

READING_NARRATIVES = (Role.SUPERVISOR,)
"""Besides the organization itself: 督导, who guides its social workers."""


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The supplier's own, the region's for staff; an evaluator sees what was drawn for a check."""
    seen = overseen(actor, ServiceLog)
    if not actor.holds(*EVALUATORS):
        return seen
    engaged = ServiceLog.contract_id.in_(contracts_engaged_for(actor))
    return or_(seen, and_(ServiceLog.drawn, engaged))


@by_rights
def narrated(actor: Actor) -> ColumnElement[bool]:
    """The logs whose narrative the caller may read."""
    reading = (*SUPPLIERS, *READING_NARRATIVES)
    whose = {"of": ServiceLog.organization_id, "contract": ServiceLog.contract_id}
    mine = held(actor, *reading, **whose)
    return or_(within(actor, *reading, region=ServiceLog.region_id), mine)


@by_rights
def service_logs(actor: Actor) -> Select[ServiceLog]:
    """The logs in the caller's sight."""
    return select(ServiceLog).where(visible(actor))


async def log_locked(uow: UnitOfWork, log_id: UUID) -> tuple[Contract, ServiceLog]:
    """A log in sight and its contract, the contract locked first so that no two deadlock."""
    seen = await uow.see(ServiceLog, log_id, visible(uow.actor))
    return await uow.lock(Contract, seen.contract_id), await uow.get(ServiceLog, log_id)


async def last_link(uow: UnitOfWork, contract: Contract) -> tuple[int, str]:
    """Where the next log of a contract is chained: the first one, to the contract's own record."""
    wanted = select(ServiceLog.seq, ServiceLog.hash).where(ServiceLog.contract_id == contract.id)
    newest = (await uow.session.execute(wanted.order_by(ServiceLog.seq.desc()).limit(1))).first()
    return (newest.seq, newest.hash) if newest is not None else (0, contract.record_sha256)


async def check_countable(uow: UnitOfWork, contract_id: UUID) -> None:
    """Refuse what no settlement would count or pay any more.

    The last one is made and is not disputed, or what it would pay from was given back.
    """
    last = (Settlement.contract_id == contract_id, Settlement.gate == Gate.FINAL)
    state = await uow.session.scalar(select(Settlement.state).where(*last))
    if state not in (None, SettlementState.DISPUTED):
        raise FinallySettled
    if await is_freed(uow, contract_id):
        raise CommitmentFreed


async def recorded(uow: UnitOfWork, contract_id: UUID, item_id: UUID) -> int:
    """How much of an item was recorded and not rejected."""
    counted = select(func.coalesce(func.sum(ServiceLog.qty), 0)).where(
        ServiceLog.contract_id == contract_id,
        ServiceLog.item_id == item_id,
        ServiceLog.state != LogState.REJECTED,
    )
    return int(await uow.session.scalar(counted) or 0)


async def is_reused(uow: UnitOfWork, attachments: Sequence[str]) -> bool:
    """Whether another log, of whatever contract, that was not taken back shows one of these."""
    if not attachments:
        return False
    shown = select(ServiceLog.id).where(
        ServiceLog.attachments.has_any(array([*attachments])),
        ServiceLog.state.not_in((LogState.CORRECTED, LogState.REVERSAL)),
    )
    return await uow.session.scalar(shown.limit(1)) is not None


async def chain(uow: UnitOfWork, contract_id: UUID) -> Select[ServiceLog]:
    """The links of a contract's chain, to be read from the first one on, or Unknown."""
    contract = await uow.see(Contract, contract_id)
    return select(ServiceLog).where(ServiceLog.contract_id == contract.id)
