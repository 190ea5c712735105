"""Tells the world what was committed: the only publisher of a service.

One relay per service at a time (an advisory lock on its own connection). It takes what is
unpublished, oldest first, keeps the order of each aggregate, and has up to 64 aggregates in
flight. There is no cursor to overtake: a row is published or it is not. The stream-loss guard
compares what the broker holds with what it acknowledged, and publishes again what is missing.
"""

import asyncio
import contextlib
import itertools
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import metrics
from shared.bus import BUS_ERRORS, Bus
from shared.database import Database
from shared.delivery import envelope, headers_of, subject_of
from shared.stream_guard import tell_again
from shared.streams import StreamFacts

RELAY_LOCK = 7_001
BATCH = 512
AGGREGATES_IN_FLIGHT = 64
POLL_SECONDS = 0.1
"""How often the outbox is looked at for what other processes committed."""
GUARD_SECONDS = 60.0
STANDBY_SECONDS = 2.0
"""How often a relay that does not lead asks whether it may."""
BACKOFF_SECONDS = 1.0
HOLD_SECONDS = 5.0
"""How long an aggregate whose event was not taken waits, so that it holds up nobody else."""

_PENDING = text(
    "SELECT position, id, subject, aggregate_id, version, data, trace, created_at FROM outbox"
    " WHERE published_at IS NULL AND aggregate_id <> ALL (CAST(:held AS uuid[]))"
    " ORDER BY position LIMIT :batch"
)
_MARK = text("""
UPDATE outbox o SET published_at = clock_timestamp(), stream = m.stream,
  stream_epoch = m.epoch, stream_seq = m.seq
FROM unnest(CAST(:positions AS bigint[]), CAST(:streams AS text[]),
            CAST(:epochs AS timestamptz[]), CAST(:seqs AS bigint[]))
  AS m(position, stream, epoch, seq)
WHERE o.position = m.position
""")
_LAST = text("SELECT max(stream_seq) FROM outbox WHERE stream = :stream")
_LAG = text(
    "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)"
    " FROM outbox WHERE published_at IS NULL"
)

log = structlog.get_logger()


class Relay:
    """Publishes one service's outbox while it leads."""

    def __init__(self, bus: Bus, engine: AsyncEngine, database: Database) -> None:
        self._bus = bus
        self._engine = engine
        self._database = database
        self._seen: dict[str, StreamFacts] = {}
        self._held: dict[UUID, float] = {}
        self._losses = 0
        """How often the server had been lost when the guard last looked."""

    async def run(self) -> None:
        """Lead when allowed, for ever; any fault ends the lead and the next try starts clean."""
        while True:
            try:
                async with self._engine.connect() as raw:
                    connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
                    locked = text(f"SELECT pg_try_advisory_lock({RELAY_LOCK})")
                    if await connection.scalar(locked):
                        metrics.RELAY_LEADER.set(1)
                        try:
                            await self._lead(connection)
                        finally:  # the lock must not go back to the pool with the connection
                            await raw.invalidate()
            except (*BUS_ERRORS, SQLAlchemyError) as error:
                log.warning("relay.interrupted", error=repr(error)[:300])
            finally:
                metrics.RELAY_LEADER.set(0)
            await asyncio.sleep(STANDBY_SECONDS)

    async def _lead(self, connection: AsyncConnection) -> None:
        loop = asyncio.get_running_loop()
        guard_at = 0.0
        while True:
            if not self._bus.connected.is_set():
                await self._measure(connection)
                await self._wait(self._bus.connected, GUARD_SECONDS / 30)
                continue
            if not self._looked_at:
                guard_at = 0.0
                self._held.clear()
            if loop.time() >= guard_at:
                await self.guard(connection)
                guard_at = loop.time() + GUARD_SECONDS
            self._database.committed.clear()
            told, failed = await self.publish(connection)
            if failed:
                guard_at = 0.0
                await asyncio.sleep(BACKOFF_SECONDS)
            elif told < BATCH:
                await self._wait(self._database.committed, POLL_SECONDS)

    @property
    def _looked_at(self) -> bool:
        """Whether the guard has looked at the server since it was last lost.

        One that comes back may have lost its last numbers, and would give them a second time:
        until then it is told nothing, and what it says does not count.
        """
        return self._losses == self._bus.losses

    async def _wait(self, signal: asyncio.Event, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await signal.wait()

    async def guard(self, connection: AsyncConnection) -> None:
        """Make both streams exist, and publish again what they no longer hold."""
        if not self._looked_at:
            self._seen.clear()
        self._losses = self._bus.losses
        for stream in (self._bus.facts, self._bus.states):
            last = await connection.scalar(_LAST, {"stream": stream}) or 0
            await self._bus.declare(stream, after=last)
            before = self._seen.get(stream)
            found = await self._bus.stream(stream, listed=before is None)
            assert found is not None
            self._seen[stream] = found
            if lost := await tell_again(connection, stream, found, before):
                log.warning("relay.stream_lost", stream=stream, events=lost)
                metrics.REPAIRED.inc(lost)
        await self._measure(connection)

    async def _measure(self, connection: AsyncConnection) -> None:
        count, age = (await connection.execute(_LAG)).one()
        metrics.UNPUBLISHED.set(count)
        metrics.OLDEST_UNPUBLISHED.set(float(age))

    async def publish(self, connection: AsyncConnection) -> tuple[int, bool]:
        """Publish the oldest events; answers how many were stored, and whether any was not."""
        now = asyncio.get_running_loop().time()
        self._held = {one: until for one, until in self._held.items() if until > now}
        asked = {"batch": BATCH, "held": list(self._held)}
        rows = (await connection.execute(_PENDING, asked)).all()
        by_aggregate = attrgetter("aggregate_id")
        lanes = [
            list(lane)
            for _, lane in itertools.groupby(
                sorted(rows, key=lambda row: (row.aggregate_id, row.position)), by_aggregate
            )
        ]
        slots = asyncio.Semaphore(AGGREGATES_IN_FLIGHT)
        stored: list[tuple[int, str, datetime, int]] = []
        outcomes = await asyncio.gather(*(self._lane(lane, slots, stored) for lane in lanes))
        if stored:
            positions, streams, epochs, seqs = zip(*stored, strict=True)
            marked = {"positions": list(positions), "streams": list(streams)}
            marked |= {"epochs": list(epochs), "seqs": list(seqs)}
            await connection.execute(_MARK, marked)
        metrics.PUBLISHED.labels("stored").inc(len(stored))
        metrics.UNPUBLISHED.set(len(rows) - len(stored))
        return len(stored), not all(outcomes)

    async def _lane(
        self,
        lane: list[Any],
        slots: asyncio.Semaphore,
        stored: list[tuple[int, str, datetime, int]],
    ) -> bool:
        """One aggregate's events in order; stops at the first that the broker does not take."""
        async with slots:
            for row in lane:
                if not self._looked_at:
                    return False
                body = envelope(self._bus.name, row)
                try:
                    stream, seq = await self._bus.publish(subject_of(row), body, headers_of(row))
                except BUS_ERRORS as error:
                    metrics.PUBLISHED.labels("failed").inc()
                    log.warning("relay.publish_failed", subject=row.subject, error=repr(error))
                    until = asyncio.get_running_loop().time() + HOLD_SECONDS
                    self._held[row.aggregate_id] = until
                    return False
                if not self._looked_at:
                    return False
                stored.append((row.position, stream, self._seen[stream].created, seq))
        return True
