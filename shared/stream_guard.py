"""Finds what the broker acknowledged and no longer holds, and lets it be published again."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.streams import KEEP_DAYS, StreamFacts

FRESH_DAYS = KEEP_DAYS - 1
"""What was published since then has not been forgotten for its age."""

_MISSING = text("""
UPDATE outbox o SET published_at = NULL
WHERE o.stream = :stream AND o.published_at IS NOT NULL
  AND (o.stream_epoch IS DISTINCT FROM :epoch OR o.stream_seq > :last)
  AND (o.version IS NULL OR NOT EXISTS (
    SELECT 1 FROM outbox n WHERE n.version IS NOT NULL AND n.subject = o.subject
      AND n.aggregate_id = o.aggregate_id AND n.position > o.position))
""")
"""Of a snapshot only the newest row counts: the stream keeps no other."""
_HOLES = text("""
UPDATE outbox o SET published_at = NULL
WHERE o.stream = :stream AND o.published_at IS NOT NULL
  AND (o.stream_seq = ANY(:gaps) OR (o.stream_seq < :first AND (o.version IS NOT NULL
    OR o.published_at > clock_timestamp() - make_interval(days => :days))))
  AND (o.version IS NULL OR NOT EXISTS (
    SELECT 1 FROM outbox n WHERE n.version IS NOT NULL AND n.subject = o.subject
      AND n.aggregate_id = o.aggregate_id AND n.position > o.position))
""")
"""A fact is in the stream, or too old, or lost; the newest state is in it, or lost."""
_TOLD = text(
    "SELECT count(*) FROM (SELECT DISTINCT subject, aggregate_id FROM outbox"
    " WHERE version IS NOT NULL AND stream = :stream AND published_at IS NOT NULL) told"
)
_ADDED = text("""
SELECT count(*) FROM (
  SELECT DISTINCT subject, aggregate_id FROM outbox n
  WHERE stream = :stream AND stream_seq > :last AND published_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM outbox o WHERE o.version IS NOT NULL AND o.subject = n.subject
      AND o.aggregate_id = n.aggregate_id AND o.position < n.position
      AND o.stream = n.stream AND o.stream_seq <= :last AND o.published_at IS NOT NULL)) added
""")
"""What was told of for the first time since the last look, when the stream ended at `last`."""
_NEWEST = text("""
UPDATE outbox o SET published_at = NULL
WHERE o.stream = :stream AND o.published_at IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM outbox n WHERE n.version IS NOT NULL AND n.subject = o.subject
    AND n.aggregate_id = o.aggregate_id AND n.position > o.position)
""")


async def tell_again(
    connection: AsyncConnection, stream: str, found: StreamFacts, before: StreamFacts | None
) -> int:
    """Unmark what is lost, at the end of the stream or in the middle; answers how many events.

    Every number is looked for where the gaps are listed. Where they are not, the count decides:
    `before` is what the stream held at the last look, so that only what was added is counted.
    """
    asked = {"stream": stream, "epoch": found.created, "last": found.last_seq}
    lost = (await connection.execute(_MISSING, asked)).rowcount
    if found.gaps is not None:
        asked = {"stream": stream, "first": found.first_seq, "days": FRESH_DAYS}
        return lost + (await connection.execute(_HOLES, asked | {"gaps": found.gaps})).rowcount
    if before is not None:
        told = {"stream": stream, "last": before.last_seq}
        added = await connection.scalar(_ADDED, told) or 0
        if found.messages >= before.messages + added:
            return lost
    return lost + await _states(connection, stream, found)


async def _states(connection: AsyncConnection, stream: str, found: StreamFacts) -> int:
    """A stream of states has gaps wherever one was replaced; if it holds too few, tell all again.

    Of most the broker still knows the id.
    """
    told = await connection.scalar(_TOLD, {"stream": stream})
    if found.messages >= (told or 0):
        return 0
    return (await connection.execute(_NEWEST, {"stream": stream})).rowcount
