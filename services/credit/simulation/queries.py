"""What is replayed of the past, and what a simulation said."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from services.credit.account.model import Account
from services.credit.delivery.model import ContractPart, ContractRecord
from services.credit.delivery.states import PartState
from services.credit.earning.model import Earning
from services.credit.earning.rules import Inputs
from services.credit.earning.states import EarningState
from services.credit.order_record.model import OrderRecord
from services.credit.organization_replica.model import OrganizationReplica
from services.credit.policy.model import EarningPolicy
from services.credit.simulation.model import SimulatedAccount, Simulation
from services.credit.simulation.rules import Conversions
from services.credit.tier.queries import earned_by_account
from services.credit.tier.rules import window_start
from services.credit.transfer.model import Entry
from shared.clock import midnight
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.regions import RegionReplica

START, END = UUID(int=0), UUID(int=2**128 - 1)
"""Before and beyond every account."""

Span = tuple[UUID, UUID]
"""The accounts after one, up to another."""


class Change(StrEnum):
    """What a draft would change for an organization."""

    GAIN = "gain"
    LOSS = "loss"
    TIER = "tier"


CHANGED = {
    Change.GAIN: SimulatedAccount.after > SimulatedAccount.before,
    Change.LOSS: SimulatedAccount.after < SimulatedAccount.before,
    Change.TIER: SimulatedAccount.tier_after != SimulatedAccount.tier_before,
}


async def span_after(uow: UnitOfWork, reached: UUID | None, *, earnings: int) -> Span:
    """The next accounts with at least so many earnings together, or all that are left."""
    after = reached or START
    left = union_all(
        *(select(of.account_id).where(of.account_id > after) for of in (Earning, ContractPart))
    ).subquery()
    some = select(left.c.account_id).order_by(left.c.account_id).offset(earnings).limit(1)
    return after, await uow.session.scalar(some) or END


async def conversions_of(
    uow: UnitOfWork, span: Span, simulation: Simulation, draft: EarningPolicy
) -> list[Conversions]:
    """What was posted for some accounts by versions that the draft would have stood before.

    Equal inputs of one account come as one row.
    """
    orders, parts = _orders(simulation, draft), _parts(simulation)
    replayed = [
        rows.where(of.account_id > span[0], of.account_id <= span[1]).where(
            _replaced_by(draft, where.region_id)
        )
        for rows, of, where in (
            (orders, Earning, OrderRecord),
            (parts, ContractPart, ContractRecord),
        )
    ]
    every = replayed[0].union_all(replayed[1]).subquery()
    key = (every.c.account_id, every.c.inputs, every.c.recent)
    grouped = select(*key, func.count(), func.sum(every.c.amount)).group_by(*key)
    return [
        Conversions(account_id, Inputs(**inputs), count, int(amount), recent)
        for account_id, inputs, recent, count, amount in await uow.session.execute(grouped)
    ]


def _orders(simulation: Simulation, draft: EarningPolicy) -> Select[Any]:
    """The posted orders confirmed in these days, one row each."""
    days = draft.rates.household_days
    same_days = EarningPolicy.document["household_days"].astext.cast(Integer) == days
    turned = Earning.inputs.concat(func.jsonb_build_object("household_turn", _turn(days)))
    inputs = case((same_days, Earning.inputs), else_=turned)
    return (
        select(
            Earning.account_id,
            inputs.cast(JSONB).label("inputs"),
            Earning.amount,
            (OrderRecord.confirmed_on >= window_start(simulation.last)).label("recent"),
        )
        .join(OrderRecord, OrderRecord.id == Earning.order_id)
        .join(EarningPolicy, EarningPolicy.id == Earning.policy_id)
        .where(Earning.state == EarningState.POSTED)
        .where(OrderRecord.confirmed_on.between(simulation.first, simulation.last))
    )


def _turn(days: int) -> Any:
    """Which of its household's orders an order is, where that many days are counted back."""
    earlier = aliased(OrderRecord)
    before = tuple_(earlier.confirmed_at, earlier.id)
    return (
        select(func.count() + 1)
        .where(earlier.organization_id == OrderRecord.organization_id)
        .where(earlier.household_id == OrderRecord.household_id, earlier.failed_at.is_(None))
        .where(earlier.confirmed_at > OrderRecord.confirmed_at - timedelta(days=days))
        .where(before < tuple_(OrderRecord.confirmed_at, OrderRecord.id))
        .correlate(OrderRecord)
        .scalar_subquery()
    )


def _parts(simulation: Simulation) -> Select[Any]:
    """The posted parts of contracts whose month began in these days, one row each."""
    since = midnight(window_start(simulation.last))
    return (
        select(
            ContractPart.account_id,
            ContractPart.inputs,
            ContractPart.posted.label("amount"),
            (ContractRecord.finalized_at >= since).label("recent"),
        )
        .join(ContractRecord, ContractRecord.id == ContractPart.contract_id)
        .join(EarningPolicy, EarningPolicy.id == ContractPart.policy_id)
        .where(ContractPart.state == PartState.POSTED)
        .where(ContractPart.month.between(simulation.first, simulation.last))
    )


def _replaced_by(draft: EarningPolicy, region_id: Any) -> ColumnElement[bool]:
    """Whether the draft would have been nearer to this region than the version that was used."""
    here = select(RegionReplica.path).where(RegionReplica.id == draft.region_id).scalar_subquery()
    inside = select(RegionReplica.id).where(RegionReplica.path.startswith(here))
    above = select(RegionReplica.id).where(here.startswith(RegionReplica.path))
    farther = or_(EarningPolicy.region_id.is_(None), EarningPolicy.region_id.in_(above))
    return and_(region_id.in_(inside), farther)


async def accounts_with(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, Account]:
    """These accounts."""
    found = await uow.session.scalars(select(Account).where(Account.id.in_(ids)))
    return {account.id: account for account in found}


async def earned_upto(uow: UnitOfWork, accounts: Sequence[UUID], last: date) -> dict[UUID, int]:
    """What counted towards these accounts' tiers on a day."""
    earned = earned_by_account(window_start(last), last).where(Entry.account_id.in_(accounts))
    return {account_id: int(amount) for account_id, amount in await uow.session.execute(earned)}


async def names_of(uow: UnitOfWork, organizations: Sequence[UUID]) -> dict[UUID, str]:
    """What these organizations are called."""
    replica = OrganizationReplica
    named = await uow.session.scalars(select(replica).where(replica.id.in_(organizations)))
    return {one.id: one.name for one in named}


async def simulation_of(uow: UnitOfWork, policy: EarningPolicy) -> Simulation:
    """The simulation of a draft as it now reads, or Unknown."""
    found = None
    if policy.simulation_id is not None:
        found = await uow.session.get(Simulation, policy.simulation_id)
    if found is None:
        raise Unknown(kind="simulation", id=str(policy.id))
    return found


def accounts_of(simulation: Simulation, change: Change | None) -> Select[SimulatedAccount]:
    """What it says of every organization, or of those that gain, lose or change tier."""
    said = select(SimulatedAccount).where(SimulatedAccount.simulation_id == simulation.id)
    return said if change is None else said.where(CHANGED[change])
