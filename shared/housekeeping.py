"""Forgets what the kernel keeps for a while only."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from shared.database import Database

PRUNE_BATCH = 5_000
KEEP_OUTBOX = timedelta(days=14)
KEEP_INBOX = timedelta(days=30)
"""Longer than the outbox, so that nothing published again takes effect twice."""
KEEP_IDEMPOTENCY = timedelta(hours=72)

_PRUNE_OUTBOX = text("""
DELETE FROM outbox WHERE position IN (
  SELECT o.position FROM outbox o
  WHERE o.position < coalesce((SELECT y.position FROM outbox y WHERE y.created_at >= :before
      ORDER BY y.position LIMIT 1), 9223372036854775807)
    AND o.published_at IS NOT NULL
    AND (o.version IS NULL OR EXISTS (
      SELECT 1 FROM outbox n WHERE n.version IS NOT NULL AND n.subject = o.subject
        AND n.aggregate_id = o.aggregate_id AND n.position > o.position))
  LIMIT :batch)
""")
"""The newest row of each snapshot is never forgotten: a new reader needs it. Rows are numbered as
they are written, so what is old stands before the first that is not: an index on their times would
be one more entry for every event."""
_PRUNE_INBOX = text(
    "DELETE FROM inbox WHERE ctid IN"
    " (SELECT ctid FROM inbox WHERE handled_at < :before LIMIT :batch)"
)
_PRUNE_IDEMPOTENCY = text(
    "DELETE FROM idempotency WHERE ctid IN"
    " (SELECT ctid FROM idempotency WHERE created_at < :before LIMIT :batch)"
)
_PRUNE_FAILURES = text(
    "DELETE FROM failure WHERE ctid IN"
    " (SELECT ctid FROM failure WHERE last_at < :before LIMIT :batch)"
)
"""Of events that were handled in the end."""
_PRUNE = (
    (_PRUNE_OUTBOX, KEEP_OUTBOX),
    (_PRUNE_INBOX, KEEP_INBOX),
    (_PRUNE_IDEMPOTENCY, KEEP_IDEMPOTENCY),
    (_PRUNE_FAILURES, KEEP_INBOX),
)


async def prune(database: Database) -> None:
    """Forget what is old enough, in short transactions."""
    for statement, keep in _PRUNE:
        deleted = PRUNE_BATCH
        while deleted == PRUNE_BATCH:
            async with database.begin(operation="housekeeping") as uow:
                given = {"before": uow.at - keep, "batch": PRUNE_BATCH}
                found: Any = await uow.session.execute(statement, given)
                deleted = found.rowcount
