"""How the ledger's tables are read for a verification: as they are, in their order."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import ARRAY, Select, Text, bindparam, select, text

from services.credit.account.model import Account
from services.credit.checkpoint.model import Checkpoint
from services.credit.expiry.queries import EARNED
from services.credit.transfer.model import Entry, Transfer
from shared.db import UnitOfWork
from shared.outbox import OutboxRow

READ_AT_ONCE = 1_000
"""Rows fetched at a time, so that no ledger is too large."""

UNBALANCED = text("""
SELECT t.id, coalesce(e.entries, 0) AS entries FROM transfer t LEFT JOIN (
  SELECT transfer_id, count(*) AS entries, sum(amount) AS total FROM entry GROUP BY transfer_id
) e ON e.transfer_id = t.id
WHERE e.entries IS DISTINCT FROM 2 OR e.total <> 0 ORDER BY t.id LIMIT 1
""")

WRONG_BALANCE = text("""
SELECT coalesce(b.account_id, a.id) AS id, a.id IS NOT NULL AND b.account_id IS NOT NULL AS paired
FROM balance b FULL JOIN (SELECT * FROM account WHERE kind = 'holder') a ON a.id = b.account_id
LEFT JOIN LATERAL (
  SELECT seq, balance_after, hash FROM entry WHERE account_id = b.account_id
  ORDER BY seq DESC LIMIT 1) last ON true
WHERE a.id IS NULL OR b.account_id IS NULL OR b.usable <> (a.state IN ('open', 'frozen'))
  OR b.available < 0 OR b.held < 0 OR b.arrears < 0
  OR (b.available + b.held, b.version, b.head) IS DISTINCT FROM (
    coalesce(last.balance_after, 0), coalesce(last.seq, 0),
    coalesce(last.hash, decode(repeat('00', 32), 'hex')))
ORDER BY 1 LIMIT 1
""")

WRONG_HELD = text("""
SELECT b.account_id AS id FROM balance b LEFT JOIN (
  SELECT account_id, sum(amount) AS total FROM hold WHERE state = 'pending' GROUP BY account_id
) h ON h.account_id = b.account_id LEFT JOIN (
  SELECT e.account_id, sum(e.amount) AS total FROM entry e
  JOIN transfer t ON t.id = e.transfer_id AND t.kind = 'arrears' GROUP BY e.account_id
) l ON l.account_id = b.account_id
WHERE b.held <> coalesce(h.total, 0) OR b.arrears <> coalesce(l.total, 0) ORDER BY 1 LIMIT 1
""")

WRONG_REVERSAL = text("""
SELECT coalesce(r.transfer_id, t.reverses) AS id FROM reversal r FULL JOIN (
  SELECT reverses, sum(amount) AS total FROM transfer WHERE reverses IS NOT NULL GROUP BY reverses
) t ON t.reverses = r.transfer_id LEFT JOIN transfer o ON o.id = r.transfer_id
WHERE r.reversed IS DISTINCT FROM t.total OR r.original IS DISTINCT FROM o.amount ORDER BY 1 LIMIT 1
""")

WRONG_STANDING = text("""
SELECT coalesce(s.source, t.source_type) AS source, coalesce(s.id, t.source_id) AS id,
  coalesce(s.posted, 0) AS posted, coalesce(t.total, 0) AS total,
  coalesce(s.withdrawn, 0) AS withdrawn, coalesce(t.reversed, 0) AS reversed
FROM (
  SELECT 'needs.order' AS source, id, organization_id AS holder, posted, withdrawn FROM order_record
  UNION ALL SELECT 'registry.hours', id, volunteer_id, posted, 0 FROM point_month
  UNION ALL SELECT 'procurement.contract', c.id, c.organization_id,
    c.evaluation - c.penalty + coalesce(p.posted, 0),
    c.withdrawn + c.remitted + c.forgiven + coalesce(p.withdrawn, 0)
  FROM contract_record c LEFT JOIN (
    SELECT contract_id, sum(posted) AS posted, sum(withdrawn) AS withdrawn
    FROM contract_part GROUP BY contract_id) p ON p.contract_id = c.id
) s FULL JOIN (
  SELECT t.source_type, t.source_id, coalesce(a.organization_id, a.volunteer_id) AS holder,
    sum(e.amount) AS total, sum(r.reversed) AS reversed
  FROM transfer t LEFT JOIN reversal r ON r.transfer_id = t.id
  JOIN entry e ON e.transfer_id = t.id JOIN account a ON a.id = e.account_id AND a.kind = 'holder'
  WHERE t.source_type IN ('needs.order', 'registry.hours', 'procurement.contract')
    AND t.kind NOT IN ('arrears', 'reverse') GROUP BY t.source_type, t.source_id, 3
) t ON (t.source_type, t.source_id, t.holder) = (s.source, s.id, s.holder)
WHERE coalesce(s.posted, 0) <> coalesce(t.total, 0)
  OR coalesce(s.withdrawn, 0) <> coalesce(t.reversed, 0) ORDER BY 1, 2 LIMIT 1
""")

WRONG_YEAR = text("""
SELECT coalesce(t.id, v.evaluation_id) AS id FROM annual_evaluation v FULL JOIN (
  SELECT e.account_id, a.organization_id,
    (ledger_explanation(t.form_id, t.told)::jsonb->'inputs'->>'year')::bigint AS year,
    sum(e.amount) AS total, sum(r.reversed) AS reversed, max(t.id::text)::uuid AS id
  FROM transfer t LEFT JOIN reversal r ON r.transfer_id = t.id JOIN entry e ON e.transfer_id = t.id
  JOIN account a ON a.id = e.account_id AND a.kind = 'holder'
  WHERE t.source_type = 'registry.evaluation' AND t.kind NOT IN ('arrears', 'reverse')
  GROUP BY e.account_id, a.organization_id, year
) t ON (t.account_id, t.organization_id, t.year) = (v.account_id, v.organization_id, v.year)
WHERE coalesce(v.posted, 0) <> coalesce(t.total, 0)
  OR coalesce(v.withdrawn, 0) <> coalesce(t.reversed, 0) ORDER BY 1 LIMIT 1
""")

WRONG_EXPIRY = text("""
SELECT t.id FROM transfer t JOIN entry mine ON (mine.transfer_id, mine.account_id) = (t.id, t.debit)
CROSS JOIN LATERAL (
  SELECT ledger_explanation(t.form_id, t.told)::jsonb->'inputs' AS why) i CROSS JOIN LATERAL (
  SELECT least(coalesce(sum(y.amount) FILTER (WHERE y.earned
      AND y.year <= (why->>'earned_upto')::int), 0),
    sum(y.amount) FILTER (WHERE y.earned)) AS earned,
    -sum(y.amount) FILTER (WHERE NOT y.earned AND NOT y.expired) AS spent,
    -sum(y.amount) FILTER (WHERE NOT y.earned AND y.expired) AS expired
  FROM (
    SELECT extract(year FROM e.effective_on) AS year, x.kind = 'expire' AS expired,
      k.earned AND (k.ended IS NULL OR sum(e.amount) >= 0) AS earned, sum(e.amount) AS amount
    FROM entry e JOIN transfer x ON x.id = e.transfer_id LEFT JOIN transfer o ON o.id = x.reverses
    CROSS JOIN LATERAL (
      SELECT coalesce(x.kind = ANY (:earned) OR o.kind = ANY (:earned), false) AS earned,
        CASE WHEN x.kind = 'succeed' THEN x.source_id END AS ended) k
    WHERE e.account_id = mine.account_id AND e.seq < mine.seq GROUP BY 1, 2, k.earned, k.ended
  ) y
) s WHERE t.source_type = 'credit.account'
  AND (coalesce(s.earned, 0), coalesce(s.spent, 0), coalesce(s.expired, 0)) IS DISTINCT FROM
    ((why->>'earned')::bigint, (why->>'spent')::bigint, (why->>'expired')::bigint)
ORDER BY t.id LIMIT 1
""").bindparams(bindparam("earned", [*EARNED], ARRAY(Text)))


def entries() -> Select[Any]:
    """Every entry with its transfer, account by account."""
    return (
        select(
            *Entry.__table__.columns,
            Account.kind.label("account_kind"),
            Transfer.debit,
            Transfer.credit,
            Transfer.amount.label("moved"),
            Transfer.effective_on.label("transfer_effective_on"),
            Transfer.recorded_at.label("transfer_recorded_at"),
        )
        .outerjoin(Transfer, Transfer.id == Entry.transfer_id)
        .outerjoin(Account, Account.id == Entry.account_id)
        .order_by(Entry.account_id, Entry.seq)
    )


def checkpoints() -> Select[Any]:
    """Every checkpoint, oldest first."""
    return select(*Checkpoint.__table__.columns).order_by(Checkpoint.number)


def announced() -> Select[Any]:
    """The checkpoints that were told to others and are still in the outbox."""
    told = select(OutboxRow.data).where(OutboxRow.subject == "credit.checkpoint.signed.v1")
    return told.order_by(OutboxRow.position)


async def rows(uow: UnitOfWork, wanted: Select[Any]) -> AsyncIterator[Any]:
    """Rows one after the other, without holding them all."""
    options = {"yield_per": READ_AT_ONCE}
    found = await uow.session.stream(wanted, execution_options=options)
    async for row in found.mappings():
        yield row
