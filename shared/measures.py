"""What a worker measures of its database and of the broker, for Prometheus."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from sqlalchemy import text

from shared import clock, metrics
from shared.bus import ACK_PENDING_MAX, BUS_ERRORS, Bus
from shared.database import Database
from shared.db import UnitOfWork

Measure = Callable[[UnitOfWork], Awaitable[None]]
"""Reads something of the service's own and sets its gauge."""

_STATE = text("""
SELECT (SELECT count(*) FROM parked WHERE resolved_at IS NULL) AS events,
  (SELECT count(*) FROM timer WHERE parked_at IS NOT NULL) AS timers,
  (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(due_at)), 0) FROM timer
   WHERE parked_at IS NULL AND due_at < clock_timestamp()) AS overdue,
  (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0)
   FROM pg_stat_activity WHERE datname = current_database()) AS oldest,
  clock_timestamp() AS now
""")
"""Of other roles' transactions PostgreSQL shows us no times: `oldest` is our own role's."""


async def database_measured(database: Database, measures: Sequence[Measure]) -> None:
    """What waits for a person, what is late, and how far this machine's clock is off."""
    before = clock.machine()
    async with database.begin(operation="measurement") as uow:
        found = (await uow.session.execute(_STATE)).one()
        for measure in measures:
            await measure(uow)
    after = clock.machine()
    metrics.PARKED.labels("event").set(found.events)
    metrics.PARKED.labels("timer").set(found.timers)
    metrics.TIMERS_OVERDUE.set(float(found.overdue))
    metrics.OLDEST_TRANSACTION.set(float(found.oldest))
    apart = max((before - found.now).total_seconds(), (found.now - after).total_seconds(), 0)
    metrics.CLOCKS_APART.set(apart)


async def broker_measured(link: Bus, streams: Iterable[str]) -> None:
    """How far this service lags behind the streams it reads; waits while the broker is away."""
    await link.connected.wait()
    for stream in streams:
        try:
            waiting, in_hand = await link.waiting(stream)
        except BUS_ERRORS:
            continue  # its producer has not made it yet, or nobody answers any more
        metrics.LAG.labels(stream).set(waiting)
        metrics.IN_HAND.labels(stream).set(in_hand / ACK_PENDING_MAX)
