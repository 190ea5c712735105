"""What is known of orders, and how each stands among its neighbours."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_

from services.credit.earning.model import Earning, OrderRecord
from services.credit.earning.states import EarningState
from shared.db import UnitOfWork


async def current_earning(uow: UnitOfWork, order_id: UUID) -> Earning | None:
    """The revision that counts now, if the order was ever confirmed."""
    mine = select(Earning).where(Earning.order_id == order_id)
    return await uow.session.scalar(mine.where(Earning.state != EarningState.SUPERSEDED))


async def household_turn(uow: UnitOfWork, record: OrderRecord, *, days: int) -> int:
    """Which of its household's orders with this organization this is, counted back so many days."""
    if record.household_id is None:
        return 1
    assert record.confirmed_at is not None
    since = record.confirmed_at - timedelta(days=days)
    return await _turn(uow, record, and_(_same_household(record), OrderRecord.confirmed_at > since))


async def day_turn(uow: UnitOfWork, record: OrderRecord) -> int:
    """Which of its team's orders of the day this is."""
    return await _turn(uow, record, _same_day(record))


async def _turn(uow: UnitOfWork, record: OrderRecord, alike: ColumnElement[bool]) -> int:
    place = tuple_(OrderRecord.confirmed_at, OrderRecord.id)
    earlier = (
        select(func.count())
        .select_from(OrderRecord)
        .where(alike, OrderRecord.failed_at.is_(None))
        .where(place < tuple_(record.confirmed_at, record.id))
    )
    return 1 + (await uow.session.scalar(earlier) or 0)


async def neighbours_after(
    uow: UnitOfWork, record: OrderRecord, *, since: datetime, days: int
) -> Sequence[OrderRecord]:
    """The orders whose turn depends on this one: later ones of its household, or of its day."""
    same = and_(_same_household(record), OrderRecord.confirmed_at < since + timedelta(days=days))
    later = (
        select(OrderRecord)
        .where(OrderRecord.confirmed_at >= since, OrderRecord.id != record.id)
        .where(or_(same, _same_day(record)))
        .order_by(OrderRecord.confirmed_at, OrderRecord.id)
    )
    return (await uow.session.scalars(later.with_for_update())).all()


async def orders_waiting(uow: UnitOfWork, organization_id: UUID) -> Sequence[OrderRecord]:
    """The orders whose credits are expected, oldest first."""
    waiting = (
        select(OrderRecord)
        .join(Earning, Earning.order_id == OrderRecord.id)
        .where(OrderRecord.organization_id == organization_id)
        .where(Earning.state == EarningState.EXPECTED)
        .order_by(OrderRecord.confirmed_at, OrderRecord.id)
    )
    return (await uow.session.scalars(waiting.with_for_update(of=OrderRecord))).all()


def earnings_of(account_id: UUID) -> Select[Earning]:
    """Every revision of every earning of an account."""
    return select(Earning).where(Earning.account_id == account_id)


def _same_household(record: OrderRecord) -> ColumnElement[bool]:
    if record.household_id is None:
        return false()
    organization = OrderRecord.organization_id == record.organization_id
    return and_(organization, OrderRecord.household_id == record.household_id)


def _same_day(record: OrderRecord) -> ColumnElement[bool]:
    day = OrderRecord.confirmed_on == record.confirmed_on
    return and_(OrderRecord.team_id == record.team_id, day)
