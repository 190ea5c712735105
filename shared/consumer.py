"""Hears other services: each event takes effect once, however often it is delivered.

Pull → inbox row → handlers → commit → acknowledge. Read copies, and events whose handler takes
many, share a transaction with what arrived beside them; where that fails each is tried by itself.
A handler that refuses or fails is tried again later; after the last try the event is parked for a
person and the others go on.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from shared import clock, metrics, telemetry
from shared.bus import Bus
from shared.database import Database
from shared.db import UnitOfWork
from shared.delivery import UNREADABLE, Delivery
from shared.events import Event, Snapshot
from shared.handlers import Gatherer, Handlers, copy_states
from shared.inbox import FIRST_TIME, FailureRow, ParkedRow
from shared.outages import is_nobodys_failure
from shared.pull import Incoming, acknowledge
from shared.retries import RETRY_SECONDS

HANDLER_SECONDS = 5.0
SHARED_SECONDS = 3.0
"""How long a batch may take in one transaction, before its events are tried one by one."""
LANES = 6
"""Aggregates worked on at once."""
Arrived = list[tuple[Incoming, Delivery]]

log = structlog.get_logger()


class Consumer:
    """Applies events to one service's database."""

    def __init__(
        self,
        name: str,
        handlers: Handlers,
        database: Database,
        *,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self.name = name
        self._handlers = handlers
        self._database = database
        self._now = now

    async def run(self, bus: Bus, stream: str, subjects: list[str]) -> None:
        """Listen to one stream until cancelled."""
        await bus.pull(stream, subjects, self.take)

    async def take(self, batch: list[Incoming]) -> None:
        """Apply one batch: what may be shared in one transaction, the rest each by itself."""
        shared, apart = Arrived(), Arrived()
        for incoming in batch:
            if not self._handlers.hears(incoming.subject):
                await incoming.not_ours()
                continue
            try:
                delivery = Delivery.parse(incoming.body)
                answers = self._handlers.by_type[delivery.type]
            except UNREADABLE as error:
                kind = type(error).__name__
                log.warning("event.unreadable", subject=incoming.subject, error=kind)
                await incoming.never()
                continue
            # what comes again may be what failed: it is not to hold up the others once more
            alone = answers.handlers or (answers.gatherers and incoming.deliveries > 1)
            (apart if alone else shared).append((incoming, delivery))
        slots = asyncio.Semaphore(LANES)
        handled = await asyncio.gather(self._shared(shared, slots), self._apart(apart, slots))
        await acknowledge([*chain(*handled)])

    async def _shared(self, arrived: Arrived, slots: asyncio.Semaphore) -> list[Incoming]:
        if len(arrived) <= 1:
            return await self._apart(arrived, slots)
        try:
            async with asyncio.timeout(SHARED_SECONDS):
                await self.apply([delivery for _, delivery in arrived])
        except Exception as error:  # noqa: BLE001 - one bad event must not hold up the others
            log.warning("event.one_by_one", error=repr(error)[:300])
            return await self._apart(arrived, slots)
        return [incoming for incoming, _ in arrived]

    async def _apart(self, arrived: Arrived, slots: asyncio.Semaphore) -> list[Incoming]:
        """One transaction each, and each aggregate's in their order; answers what was handled."""
        lanes: dict[str, Arrived] = {}
        for incoming, delivery in arrived:
            lanes.setdefault(delivery.aggregate_id, []).append((incoming, delivery))
        handled = await asyncio.gather(*(self._lane(lane, slots) for lane in lanes.values()))
        return [*chain(*handled)]

    async def _lane(self, lane: Arrived, slots: asyncio.Semaphore) -> list[Incoming]:
        async with slots:
            return [incoming for incoming, told in lane if await self._one(incoming, told)]

    async def _one(self, incoming: Incoming, delivery: Delivery) -> bool:
        """Apply one event; answers whether it is to be acknowledged."""
        try:
            with telemetry.span(delivery.type, delivery.trace):
                async with asyncio.timeout(HANDLER_SECONDS) as limit:
                    await self.apply([delivery])
        except Exception as error:  # noqa: BLE001 - whatever it was, it is tried again
            if is_nobodys_failure(error) and not limit.expired():
                await incoming.later(RETRY_SECONDS[0])
                return False
            try:
                await self._failed(incoming, delivery, error)
            except (SQLAlchemyError, OSError):  # it cannot even be counted now
                await incoming.later(RETRY_SECONDS[0])
            return False
        return True

    async def apply(self, deliveries: list[Delivery]) -> None:
        """Take effect in one transaction, each delivery at most once for ever."""
        at = self._now()
        kinds = ",".join(sorted({delivery.type for delivery in deliveries}))
        async with self._database.begin(operation=f"event {kinds}", at=at) as uow:
            new = await self._first_time(uow, deliveries)
            await self._answer(uow, new)
        for delivery in new:
            waited = (at - delivery.told_at).total_seconds()
            metrics.EVENT_SECONDS.labels(self.name).observe(max(waited, 0))
        metrics.HANDLED.labels(self.name, "applied").inc(len(new))
        metrics.HANDLED.labels(self.name, "duplicate").inc(len(deliveries) - len(new))

    async def _answer(self, uow: UnitOfWork, new: Iterable[Delivery]) -> None:
        kinds: dict[str, list[Event]] = {}
        for delivery in new:
            told = self._handlers.by_type[delivery.type].event.model_validate(delivery.data)
            kinds.setdefault(delivery.type, []).append(told)
        gathered: dict[Gatherer[Any], list[Event]] = {}
        for kind, events in kinds.items():
            answers = self._handlers.by_type[kind]
            states = [event for event in events if isinstance(event, Snapshot)]
            for copy in answers.copies if states else ():
                await copy_states(uow, copy, states)
            for event in events:
                for handler in answers.handlers:
                    await handler(uow, event)
            for gatherer in answers.gatherers:
                gathered.setdefault(gatherer, []).extend(events)
        for gatherer, facts in gathered.items():
            await gatherer(uow, facts)

    async def _first_time(self, uow: UnitOfWork, deliveries: list[Delivery]) -> list[Delivery]:
        connection = await uow.session.connection()
        told = (self.name, [delivery.id for delivery in deliveries])
        fresh = {row[0] for row in await connection.exec_driver_sql(FIRST_TIME, told)}
        return list({one.id: one for one in deliveries if one.id in fresh}.values())

    async def _failed(self, incoming: Incoming, delivery: Delivery, error: Exception) -> None:
        """Count a failure; a crash never gets here, so it is not one."""
        named = {"type": delivery.type, "id": str(delivery.id)}
        log.warning("event.failed", **named, error=repr(error)[:500])
        metrics.HANDLED.labels(self.name, "failed").inc()
        async with self._database.begin(operation="event failure", at=self._now()) as uow:
            count = insert(FailureRow).values(
                consumer=self.name, event_id=delivery.id, failures=1, last_at=uow.at
            )
            counted = count.on_conflict_do_update(
                index_elements=["consumer", "event_id"],
                set_={"failures": FailureRow.failures + 1, "last_at": uow.at},
            ).returning(FailureRow.failures)
            failures: int = (await uow.session.execute(counted)).scalar_one()
            parked = isinstance(error, ValidationError) or failures > len(RETRY_SECONDS)
            if parked:
                await self._park(uow, delivery, error, failures)
        if parked:
            metrics.HANDLED.labels(self.name, "parked").inc()
            await incoming.never()
        else:
            await incoming.later(RETRY_SECONDS[failures - 1])

    async def _park(
        self, uow: UnitOfWork, delivery: Delivery, error: Exception, failures: int
    ) -> None:
        mine = (FailureRow.consumer == self.name, FailureRow.event_id == delivery.id)
        await uow.session.execute(delete(FailureRow).where(*mine))
        parked = insert(ParkedRow).values(
            consumer=self.name,
            event_id=delivery.id,
            subject=delivery.type,
            payload=delivery.as_cloud_event(),
            reason=f"{type(error).__name__}: {error}"[:500],
            failures=failures,
            parked_at=uow.at,
        )
        await uow.session.execute(parked.on_conflict_do_nothing())
