"""Which function answers which event, and what happens when it cannot."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from shared.db import UnitOfWork
from shared.events import Event, Snapshot
from shared.orm import Row

E = TypeVar("E", bound=Event)

Handler = Callable[[UnitOfWork, E], Awaitable[None]]
Gatherer = Callable[[UnitOfWork, Sequence[E]], Awaitable[None]]


@dataclass
class Answers:
    """What one kind of event sets off: copies of it, and use cases."""

    event: type[Event]
    copies: list[type[Row]] = field(default_factory=list)
    handlers: list[Handler[Any]] = field(default_factory=list)
    gatherers: list[Gatherer[Any]] = field(default_factory=list)

    @property
    def stream(self) -> str:
        """The stream that carries it."""
        producer = self.event.subject.split(".")[0].upper()
        return f"{producer}_STATE" if issubclass(self.event, Snapshot) else producer

    @property
    def filter(self) -> str:
        """The subjects to ask the stream for."""
        return self.event.subject + (".*" if issubclass(self.event, Snapshot) else "")


class Handlers:
    """The events a slice listens to; slices are put together with `|`."""

    def __init__(self) -> None:
        self.by_type: dict[str, Answers] = {}

    def on(self, event: type[E], handler: Handler[E]) -> "Handlers":
        """Answer `event` with `handler`; several handlers of one event run in one transaction."""
        self._answers(event).handlers.append(handler)
        return self

    def gather(self, gatherer: Gatherer[Any], *events: type[Event]) -> "Handlers":
        """Answer these events with one call for all of them that arrived together.

        Many then share a transaction; `gatherer` must not care in which order they come.
        """
        for event in events:
            self._answers(event).gatherers.append(gatherer)
        return self

    def replicate(self, event: type[Snapshot], copy: type[Row]) -> "Handlers":
        """Keep a read copy: columns named like the event's fields, the newest version wins."""
        self._answers(event).copies.append(copy)
        return self

    def __or__(self, other: "Handlers") -> "Handlers":
        """The handlers of two slices together; the left one's run first."""
        merged = Handlers()
        for answers in [*self.by_type.values(), *other.by_type.values()]:
            mine = merged._answers(answers.event)
            mine.copies.extend(answers.copies)
            mine.handlers.extend(answers.handlers)
            mine.gatherers.extend(answers.gatherers)
        return merged

    def without_own(self, service: str) -> "Handlers":
        """All but the events the service itself announces: it does not listen to itself."""
        kept = Handlers()
        for subject, answers in self.by_type.items():
            if not subject.startswith(f"{service}."):
                kept.by_type[subject] = answers
        return kept

    def hears(self, subject: str) -> bool:
        """Whether what is published there was asked for."""
        return not self.by_type.keys().isdisjoint((subject, subject.rpartition(".")[0]))

    def streams(self) -> dict[str, list[str]]:
        """The streams to read, and the subjects of each."""
        found: dict[str, list[str]] = {}
        for answers in self.by_type.values():
            found.setdefault(answers.stream, []).append(answers.filter)
        return found

    def _answers(self, event: type[Event]) -> Answers:
        return self.by_type.setdefault(event.subject, Answers(event))


async def copy_states(uow: UnitOfWork, copy: type[Row], events: list[Snapshot]) -> None:
    """Bring a read copy up to the newest of these states, in one statement."""
    newest: dict[UUID, Snapshot] = {}
    for event in events:
        known = newest.get(event.aggregate_id)
        if known is None or event.version > known.version:
            newest[event.aggregate_id] = event
    rows = [event.model_dump(mode="json") | {"id": str(id)} for id, event in newest.items()]
    connection = await uow.session.connection()
    await connection.exec_driver_sql(_copying(copy, type(events[0])), (json.dumps(rows),))


@cache
def _copying(copy: type[Row], event: type[Snapshot]) -> str:
    """The statement for any number of states: it is prepared once, and nothing is compiled."""
    table = copy.__tablename__
    names = [one.name for one in copy.__table__.columns if one.name in event.model_fields]
    told = ", ".join(names)
    fresh = ", ".join(f"{name} = excluded.{name}" for name in names)
    return (
        f"INSERT INTO {table} (id, {told}) SELECT id, {told}"  # noqa: S608 - names are ours
        f" FROM jsonb_populate_recordset(NULL::{table}, $1::jsonb) ORDER BY id"
        f" ON CONFLICT (id) DO UPDATE SET {fresh} WHERE {table}.version < excluded.version"
    )
