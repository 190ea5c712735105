"""How orders stand among their neighbors: those of one household, and of one team's day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, Interval, Uuid, any_, bindparam, select, text

from services.credit.order_record.model import ORDER, OrderRecord
from services.credit.transfer.model import Transfer
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
SELECT o.id FROM moved m JOIN order_record o ON o.team_id = m.team_id AND o.confirmed_on
  = ANY (ARRAY[m.confirmed_on, (m.begins AT TIME ZONE 'Asia/Shanghai')::date])
  AND o.confirmed_at >= m.begins
WHERE o.id <> ALL (CAST(:order_ids AS uuid[]))
""")


_TURNS = text("""
SELECT r.id, (
  SELECT count(*) + 1 FROM order_record o WHERE (o.organization_id, o.household_id)
    = (r.organization_id, r.household_id) AND o.failed_at IS NULL
    AND o.confirmed_at > r.confirmed_at - :within
    AND (o.confirmed_at, o.id) < (r.confirmed_at, r.id)
), (
  SELECT count(*) + 1 FROM order_record o WHERE (o.team_id, o.confirmed_on)
    = (r.team_id, r.confirmed_on) AND o.failed_at IS NULL
    AND (o.confirmed_at, o.id) < (r.confirmed_at, r.id)
) FROM order_record r WHERE r.id = ANY (:order_ids)
""").bindparams(bindparam("within", type_=Interval), bindparam("order_ids", type_=ARRAY(Uuid)))


_RECORDS = (
    select(OrderRecord)
    .where(OrderRecord.id == any_(bindparam("order_ids", type_=ARRAY(Uuid))))
    .order_by(OrderRecord.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)


async def records_of(uow: UnitOfWork, order_ids: Collection[UUID]) -> Sequence[OrderRecord]:
    """What is known of these orders, locked until the transaction ends."""
    return (await uow.session.scalars(_RECORDS, {"order_ids": list(order_ids)})).all()


async def order_of(uow: UnitOfWork, transfer: Transfer) -> OrderRecord | None:
    """The order that a transfer gave credits for, locked; none where it gave for something else."""
    why = transfer.explanation
    if transfer.source_type != ORDER or why["after"] < why["before"]:
        return None
    return await uow.get(OrderRecord, transfer.source_id)


async def turns(
    uow: UnitOfWork, order_ids: Collection[UUID], *, days: int
) -> dict[UUID, tuple[int, int]]:
    """Which each is of its household's orders within so many days, and of its team's of the day."""
    asked = {"order_ids": list(order_ids), "within": timedelta(days=days)}
    return {id: (first, second) for id, first, second in await uow.session.execute(_TURNS, asked)}


async def neighbors_after(
    uow: UnitOfWork, moved: Mapping[UUID, tuple[datetime, datetime]]
) -> Sequence[OrderRecord]:
    """The orders whose turn depends on one of these: later ones of its household, or of its day.

    `moved` says since when an order counts, or counted before it was confirmed anew, and until when
    its household's orders count it.
    """
    if not moved:
        return []
    order_ids, begins, ends = zip(*((id, *times) for id, times in moved.items()), strict=True)
    times = {"order_ids": list(order_ids), "begins": list(begins), "ends": list(ends)}
    later = list(await uow.session.scalars(_LATER, times))
    return await records_of(uow, later) if later else []
