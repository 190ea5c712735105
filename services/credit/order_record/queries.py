"""How orders stand among their neighbors: those of one household, and of one team's day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, text, tuple_
from sqlalchemy.orm import aliased

from services.credit.order_record.model import OrderRecord
from shared.db import UnitOfWork

_LATER = text("""
WITH moved AS MATERIALIZED (
  SELECT r.*, m.begins, m.ends
  FROM unnest(CAST(:order_ids AS uuid[]), CAST(:begins AS timestamptz[]),
    CAST(:ends AS timestamptz[])) AS m (id, begins, ends) JOIN order_record r ON r.id = m.id
)
SELECT o.id FROM moved m JOIN order_record o ON (o.organization_id, o.household_id)
  = (m.organization_id, m.household_id) AND o.confirmed_at >= m.begins AND o.confirmed_at < m.ends
WHERE o.id <> ALL (CAST(:order_ids AS uuid[]))
UNION
SELECT o.id FROM moved m JOIN order_record o ON (o.team_id, o.confirmed_on)
  = (m.team_id, m.confirmed_on) AND o.confirmed_at >= m.begins
WHERE o.id <> ALL (CAST(:order_ids AS uuid[]))
""")


async def turns(
    uow: UnitOfWork, order_ids: Collection[UUID], *, days: int
) -> dict[UUID, tuple[int, int]]:
    """Which each is of its household's orders within so many days, and of its team's of the day."""
    mine, other = aliased(OrderRecord), aliased(OrderRecord)
    place, earlier = (tuple_(one.confirmed_at, one.id) for one in (mine, other))
    before = select(func.count() + 1).where(other.failed_at.is_(None), earlier < place)
    within = other.confirmed_at > mine.confirmed_at - timedelta(days=days)
    of_household = before.where(_same_household(mine, other), within).scalar_subquery()
    of_day = before.where(_same_day(mine, other)).scalar_subquery()
    wanted = select(mine.id, of_household, of_day).where(mine.id.in_(order_ids))
    return {id: (first, second) for id, first, second in await uow.session.execute(wanted)}


async def neighbors_after(
    uow: UnitOfWork, moved: Mapping[UUID, tuple[datetime, datetime]]
) -> Sequence[OrderRecord]:
    """The orders whose turn depends on one of these: later ones of its household, or of its day.

    `moved` says since when an order counts, and until when its household's orders count it.
    """
    if not moved:
        return []
    order_ids, begins, ends = zip(*((id, *times) for id, times in moved.items()), strict=True)
    times = {"order_ids": list(order_ids), "begins": list(begins), "ends": list(ends)}
    later = list(await uow.session.scalars(_LATER, times))
    if not later:
        return []
    wanted = select(OrderRecord).where(OrderRecord.id.in_(later))
    in_order = wanted.order_by(OrderRecord.confirmed_at, OrderRecord.id)
    return (await uow.session.scalars(in_order.with_for_update())).all()


def _same_household(mine: Any, other: Any) -> ColumnElement[bool]:
    organization = other.organization_id == mine.organization_id
    return and_(organization, other.household_id == mine.household_id)


def _same_day(mine: Any, other: Any) -> ColumnElement[bool]:
    return and_(other.team_id == mine.team_id, other.confirmed_on == mine.confirmed_on)
