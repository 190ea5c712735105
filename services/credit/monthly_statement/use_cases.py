"""How months are closed. Each function runs in one transaction of its caller."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy import text as sql

from services.credit.monthly_statement.model import MonthlyStatement
from services.credit.statement.queries import GENESIS
from services.credit.tier.rules import next_month
from services.credit.transfer.model import Transfer
from shared.clock import day_of, midnight
from shared.db import UnitOfWork

CLOSING = "close_months"
"""The timer that freezes statements; its subject is the ledger, UUID 0."""
CLOSES_AFTER = timedelta(minutes=10)
"""Longer than any posting may take: nothing is committed later with a time of the month before."""
CLOSED_AT_ONCE = 1_000
"""Statements frozen in one run of the timer; the next run goes on at once."""

FREEZE = sql("""
WITH moved AS MATERIALIZED (
  SELECT a.id FROM account a LEFT JOIN LATERAL (
    SELECT month, closing_seq FROM monthly_statement m WHERE m.account_id = a.id
    ORDER BY month DESC LIMIT 1) last ON true
  JOIN entry e ON e.account_id = a.id AND e.seq = coalesce(last.closing_seq, 0) + 1
  WHERE a.organization_id IS NOT NULL AND e.recorded_at < :ends
    AND last.month IS DISTINCT FROM :month
  ORDER BY a.id
)
INSERT INTO monthly_statement (account_id, month, opening_seq, opening_balance, opening_head,
  closing_seq, closing_balance, closing_head, backdated, closed_at)
SELECT a.id, :month, coalesce(o.seq, 0), coalesce(o.balance_after, 0), coalesce(o.hash, :genesis),
  c.seq, c.balance_after, c.hash, (
    SELECT count(*) FROM entry e WHERE e.account_id = a.id AND e.effective_on < :month
      AND e.seq > coalesce(o.seq, 0) AND e.seq <= c.seq), :at
FROM moved a CROSS JOIN LATERAL (
  SELECT * FROM entry e WHERE e.account_id = a.id AND e.seq = ledger_seq_before(a.id, :ends)) c
LEFT JOIN LATERAL (
  SELECT * FROM entry e WHERE e.account_id = a.id AND e.seq = ledger_seq_before(a.id, :begins)
) o ON true
WHERE c.seq > coalesce(o.seq, 0) ORDER BY a.id LIMIT :most
""")
"""A place in time is looked for only where an entry follows the newest statement: of a province's
accounts all the others cost one look each, and a run stays within its time."""


async def close_months(uow: UnitOfWork) -> bool:
    """Freeze the statements of every month that is over; answers whether some are left."""
    today = day_of(uow.at - CLOSES_AFTER)
    month = await _first_open(uow)
    while month is not None and month < today.replace(day=1):
        frozen = await uow.session.execute(FREEZE, _about(uow, month))
        if frozen.rowcount == CLOSED_AT_ONCE:  # type: ignore[attr-defined]
            return True
        month = next_month(month)
    return False


async def _first_open(uow: UnitOfWork) -> date | None:
    """The newest month that has statements, in case some are missing, or that of the beginning."""
    last: date | None = await uow.session.scalar(select(func.max(MonthlyStatement.month)))
    if last is not None:
        return last
    first = await uow.session.scalar(select(Transfer.recorded_at).order_by(Transfer.id).limit(1))
    return None if first is None else day_of(first).replace(day=1)


def _about(uow: UnitOfWork, month: date) -> dict[str, object]:
    span = {"begins": midnight(month), "ends": midnight(next_month(month))}
    return span | {"month": month, "genesis": GENESIS, "at": uow.at, "most": CLOSED_AT_ONCE}
