"""Events and timers that failed after every retry: looked at, tried again, or given up."""

import getpass
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, UpdateBase, delete, func, insert, select, update

from deploy.local.errors import CommandError
from deploy.local.services import told
from shared import ids
from shared.consumer import Consumer
from shared.database import Database
from shared.deadlines import TimerRow
from shared.delivery import Delivery
from shared.engine import engine_of
from shared.handlers import Handlers
from shared.inbox import ParkedRow
from shared.settings import ServiceSettings
from shared.worker import OWN_HANDLERS

WHO = "sanshe parked"
TIMER = "timer "
"""What stands before the kind of a timer where it is shown."""


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person."""

    id: UUID
    """The event's id, or for a timer that of its subject."""
    what: str
    since: datetime
    failures: int
    reason: str | None
    payload: dict[str, object] | None
    """The event; None for a timer."""


class Parked:
    """What waits in one service, worked on straight in its database with its own handlers."""

    def __init__(self, service: str, database: Database, handlers: Handlers) -> None:
        self._service = service
        self._database = database
        self._consumer = Consumer(service, handlers, database)

    @classmethod
    @asynccontextmanager
    async def of(cls, service: str) -> AsyncIterator[Self]:
        """Connect as the service's application role."""
        settings, handlers = _parts(service)
        engine = engine_of(settings, WHO)
        try:
            yield cls(service, Database(engine, settings.vault()), handlers)
        finally:
            await engine.dispose()

    async def waiting(self, id: UUID | None = None) -> Sequence[Waiting]:
        """Everything that waits, oldest first, or the one with this id."""
        events = select(ParkedRow).where(ParkedRow.resolved_at.is_(None))
        timers = select(TimerRow).where(TimerRow.parked_at.is_not(None))
        async with self._database.begin(operation=WHO) as uow:
            found = [
                Waiting(e.event_id, e.subject, e.parked_at, e.failures, e.reason, e.payload)
                for e in await uow.session.scalars(events)
            ] + [
                Waiting(t.subject_id, f"{TIMER}{t.kind}", t.parked_at, t.failures, t.reason, None)
                for t in await uow.session.scalars(timers)
                if t.parked_at is not None
            ]
        chosen = [one for one in found if id in (None, one.id)]
        if id is not None and not chosen:
            raise CommandError(f"nothing with the id {id} waits here")
        return sorted(chosen, key=lambda one: one.since)

    async def replay(self, one: Waiting) -> None:
        """Handle an event now, here; a timer is handed back to the worker. Raises what fails."""
        if one.payload is None:
            again = {"failures": 0, "reason": None, "parked_at": None}
            await self._change(update(TimerRow).where(*_timer(one)).values(again))
            return
        await self._consumer.apply([Delivery.parse(json.dumps(one.payload).encode())])
        await self._resolve(one, "replayed")

    async def discard(self, one: Waiting, reason: str) -> None:
        """Give it up, for a reason that stays with it: a timer leaves a row among the events."""
        how = f"discarded: {reason}"
        if one.payload is not None:
            await self._resolve(one, how)
            return
        left = insert(ParkedRow).values(
            consumer=self._service,
            event_id=ids.new(),
            subject=one.what,
            payload={"subject_id": str(one.id)},
            reason=one.reason or "",
            failures=one.failures,
            parked_at=one.since,
            **_resolution(how),
        )
        await self._change(delete(TimerRow).where(*_timer(one)), left)

    async def _resolve(self, one: Waiting, how: str) -> None:
        mine = (ParkedRow.event_id == one.id, ParkedRow.resolved_at.is_(None))
        await self._change(update(ParkedRow).where(*mine).values(_resolution(how)))

    async def _change(self, *statements: UpdateBase) -> None:
        async with self._database.begin(operation=WHO) as uow:
            for statement in statements:
                await uow.session.execute(statement)


def _resolution(how: str) -> dict[str, Any]:
    return {"resolved_at": func.now(), "resolution": f"{how} ({getpass.getuser()})"}


def _timer(one: Waiting) -> tuple[ColumnElement[bool], ...]:
    kind = one.what.removeprefix(TIMER)
    parked = TimerRow.parked_at.is_not(None)
    return (TimerRow.kind == kind, TimerRow.subject_id == one.id, parked)


def _parts(service: str) -> tuple[ServiceSettings, Handlers]:
    """What the service's own worker is made of, addressed as the worker is or from outside."""
    settings: type[ServiceSettings] = import_module(f"services.{service}.settings").Settings
    handlers: Handlers = import_module(f"services.{service}.worker").HANDLERS
    return settings(**told(service)), (handlers | OWN_HANDLERS).without_own(service)
