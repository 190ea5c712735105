"""Questions about settlements, and what a settlement is made from."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from services.procurement.contract.model import Contract
from services.procurement.contract.states import Gate
from services.procurement.oversight.queries import overseen
from services.procurement.service_log.model import ServiceLog
from services.procurement.service_log.states import Flag, LogState
from services.procurement.settlement.errors import (
    EarlierTrancheOpen,
    NotSettled,
    SettledBefore,
)
from services.procurement.settlement.model import Settlement
from services.procurement.settlement.rules import Delivered, Period
from services.procurement.settlement.states import SettlementState
from shared.access import Actor, by_rights
from shared.db import UnitOfWork

COUNTING = (LogState.SUBMITTED, LogState.SAMPLED, LogState.VERIFIED, LogState.DISPUTED)


@by_rights
def settlements(actor: Actor) -> Select[Settlement]:
    """The settlements in the caller's sight."""
    return select(Settlement).where(overseen(actor, Settlement))


async def settlements_of(uow: UnitOfWork, contract_id: UUID) -> list[Settlement]:
    """All settlements of a contract, in the order they were made."""
    wanted = select(Settlement).where(Settlement.contract_id == contract_id)
    return [*await uow.session.scalars(wanted.order_by(Settlement.id))]


async def settlements_before(uow: UnitOfWork, contract_id: UUID, gate: Gate) -> list[Settlement]:
    """Those of earlier tranches; refuses a gate that was settled, and while one is under way."""
    order = [*Gate]
    before = await settlements_of(uow, contract_id)
    for earlier in before:
        if order.index(earlier.gate) >= order.index(gate):
            raise SettledBefore(gate=gate)
        if earlier.under_way:
            raise EarlierTrancheOpen(gate=earlier.gate, state=earlier.state)
    return before


async def logs_waiting(uow: UnitOfWork, contract_id: UUID, states: Collection[LogState]) -> int:
    """How many logs of a contract stand in one of these states."""
    wanted = select(func.count()).where(
        ServiceLog.contract_id == contract_id, ServiceLog.state.in_(states)
    )
    return await uow.session.scalar(wanted) or 0


async def open_advance(uow: UnitOfWork, contract_id: UUID) -> Settlement | None:
    """The advance that nobody has agreed to yet, locked: like every settlement, first of all."""
    wanted = select(Settlement).where(
        Settlement.contract_id == contract_id,
        Settlement.gate == Gate.SIGNING,
        Settlement.state.in_((SettlementState.CALCULATED, SettlementState.DISPUTED)),
    )
    return (await uow.session.scalars(wanted.with_for_update())).one_or_none()


async def unanswered(uow: UnitOfWork, which: ColumnElement[bool]) -> Sequence[Settlement]:
    """Those settlements that wait for the supplier's answer, locked: before their contracts."""
    wanted = select(Settlement).where(which, Settlement.state == SettlementState.CALCULATED)
    return (await uow.session.scalars(wanted.order_by(Settlement.id).with_for_update())).all()


async def check_settled(uow: UnitOfWork, contract_id: UUID) -> None:
    """Refuse while a settlement is under way, or logs may count that none has paid."""
    found = await settlements_of(uow, contract_id)
    for made in found:
        if made.under_way:
            raise EarlierTrancheOpen(gate=made.gate, state=made.state)
    last = found and found[-1].gate is Gate.FINAL
    if not last and (waiting := await logs_waiting(uow, contract_id, COUNTING)):
        raise NotSettled(waiting=waiting)


async def delivered(uow: UnitOfWork, contract: Contract) -> dict[str, Delivered]:
    """What was delivered of each item so far, counted from the logs as they stand now."""
    late = ServiceLog.flags.contains([Flag.LATE_ENTRY])
    key = (
        *(ServiceLog.item_id, ServiceLog.sample_id, ServiceLog.state, ServiceLog.drawn),
        *(ServiceLog.fabricated, late.label("late")),
    )
    counted = select(*key, func.sum(ServiceLog.qty).label("qty"), func.count().label("logs"))
    rows = await uow.session.execute(
        counted.where(ServiceLog.contract_id == contract.id).group_by(*key)
    )
    by_item: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_item[str(row.item_id)].append(row)
    return {str(item["id"]): _delivered(by_item[str(item["id"])]) for item in contract.items}


def _delivered(rows: list[Any]) -> Delivered:
    checked = fabricated = 0
    accepted: dict[str, int] = defaultdict(int)
    drawn: dict[str, int] = defaultdict(int)
    rejected: dict[str, int] = defaultdict(int)
    for row in rows:
        sample, qty = str(row.sample_id), int(row.qty)
        looked_at = row.drawn or row.late
        if row.state is LogState.VERIFIED and looked_at:
            checked += qty
        elif row.state is LogState.VERIFIED:
            accepted[sample] += qty
        if row.drawn:
            drawn[sample] += row.logs
            rejected[sample] += row.logs if row.state is LogState.REJECTED else 0
        if row.state is LogState.REJECTED and row.fabricated:
            fabricated += qty
    periods = [
        Period(sample, qty, drawn[sample], rejected[sample])
        for sample, qty in sorted(accepted.items())
    ]
    return Delivered(checked, tuple(periods), fabricated)
