"""How the ledger's tables are read for a verification: as they are, in their order."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Select, select, text

from services.credit.account.model import Account
from services.credit.checkpoint.model import Checkpoint
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
WHERE a.id IS NULL OR b.account_id IS NULL OR b.posted < b.held OR b.held < 0 OR b.arrears < 0
  OR (b.posted, b.version, b.head) IS DISTINCT FROM (
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

WRONG_ORDER = text("""
SELECT o.id, o.posted, coalesce(e.total, 0) AS total FROM order_record o LEFT JOIN (
  SELECT t.source_id, sum(e.amount) AS total FROM transfer t
  JOIN entry e ON e.transfer_id = t.id JOIN account a ON a.id = e.account_id AND a.kind = 'holder'
  WHERE t.source_type = 'needs.order' AND t.kind IN ('earn', 'adjust') GROUP BY t.source_id
) e ON e.source_id = o.id
WHERE o.posted <> coalesce(e.total, 0) ORDER BY o.id LIMIT 1
""")

ONE_SNAPSHOT = (
    text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"),
    text("SET LOCAL statement_timeout = 0"),
)
"""A verification reads one moment, however long it takes."""


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
