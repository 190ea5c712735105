"""One business transaction, from the first read to the last event."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from shared import telemetry
from shared.access import Actor
from shared.access_log import AccessLogRow
from shared.audit import Changes, Drafts
from shared.conditions import ANY
from shared.crypto import Vault
from shared.edge_errors import PRECONDITION_FAILED
from shared.errors import Unknown
from shared.events import Event
from shared.idempotency import Claim
from shared.orm import Entity, Row
from shared.outbox import draft
from shared.own_rows import OWN_ROWS
from shared.schemas import has_etag

E = TypeVar("E", bound=Entity)
T = TypeVar("T")


@lru_cache(1024)  # making one costs as much as sending it
def _one(entity: type[E], where: ColumnElement[bool] | None, *, locked: bool) -> Select[E]:
    wanted = select(entity).where(entity.id == bindparam("id"))
    if where is not None:
        wanted = wanted.where(where)
    if not locked:
        return wanted
    return wanted.with_for_update().execution_options(populate_existing=True)


class UnitOfWork:
    """One business transaction: rows, events, audit and the reply commit together or not at all."""

    def __init__(
        self, session: AsyncSession, vault: Vault, *, actor: Actor, operation: str, at: datetime
    ) -> None:
        self.session = session
        self.actor = actor
        self.operation = operation
        self.at = at
        self.vault = vault
        self.base = ""
        self.reading = False
        self.seen: frozenset[str] | None = None
        self.claim: Claim | None = None
        self._reply: Response | None = None
        self._drafts: list[dict[str, Any]] = []
        self._timers: dict[tuple[str, UUID], datetime | None] = {}
        self._held: dict[tuple[type[Entity], UUID], Entity] = {}
        self._known: dict[object, Any] = {}
        self._changes = Changes()
        session.info.update(changes=self._changes, actor=actor)

    async def get(self, entity: type[E], id: UUID, where: ColumnElement[bool] | None = None) -> E:
        """Load one entity and lock it until the transaction ends (a GET locks nothing).

        Refuses with Unknown what does not exist or lies outside `where`. The first entity loaded
        is the one the caller named: it must still be a version he saw, if he said so (If-Match).
        What this transaction locked before cannot have changed and is not read again.
        """
        held: E | None = self._held.get((entity, id))  # type: ignore[assignment]
        if held is not None and where is None:
            return held
        wanted = _one(entity, where, locked=not self.reading)
        found: E | None = (await self.session.scalars(wanted, {"id": id})).one_or_none()
        return self.found(entity, id, found)

    async def see(self, entity: type[E], id: UUID, where: ColumnElement[bool] | None = None) -> E:
        """Load one entity without locking it; refuses with Unknown what lies outside `where`."""
        seen: E | None = await self.session.scalar(_one(entity, where, locked=False), {"id": id})
        if seen is None:
            raise Unknown(kind=entity.__tablename__, id=str(id))
        return seen

    async def lock(self, entity: type[E], id: UUID) -> E:
        """Lock an entity before the one the caller named, to which his If-Match is left."""
        found: E = (await self.session.scalars(_one(entity, None, locked=True), {"id": id})).one()
        return self.hold(found)

    def found(self, entity: type[E], id: UUID, found: E | None) -> E:
        """What a query of the caller's found and locked, as if `get` had loaded it."""
        if found is None:
            raise Unknown(kind=entity.__tablename__, id=str(id))
        seen, self.seen = self.seen, None
        if seen is not None and seen.isdisjoint((ANY, f'"{found.version}"')):
            raise PRECONDITION_FAILED.problem(etag=f'"{found.version}"')
        return found if self.reading else self.hold(found)

    def hold(self, entity: E) -> E:
        """Note that a query of the caller's locked this row until the transaction ends."""
        self._held[type(entity), entity.id] = entity
        return entity

    async def once(self, key: object, read: Callable[[], Awaitable[T]]) -> T:
        """What `read` answers, read at most once in this transaction: it must not change in it.

        So what waits to be written need not be written before, as it is for other questions.
        """
        if key not in self._known:
            with self.session.no_autoflush:
                self._known[key] = await read()
        known: T = self._known[key]
        return known

    def add(self, row: Row) -> None:
        """Store something new."""
        self.session.add(row)

    def emit(self, *events: Event) -> None:
        """Announce facts; they are published after the commit, and only then."""
        trace = telemetry.inject()
        self._drafts.extend(draft(fact, trace) for fact in events)

    async def flush(self) -> None:
        """Write what is pending, so that versions and constraints are known."""
        await self.session.flush()

    async def schedule(self, kind: str, subject_id: UUID, due_at: datetime) -> None:
        """Let a timer run at `due_at`; it replaces an earlier one of the same kind and subject."""
        self._timers[kind, subject_id] = due_at

    async def unschedule(self, kind: str, subject_id: UUID) -> None:
        """Let a timer not run after all."""
        self._timers[kind, subject_id] = None

    def reveal(self, *, person_id: UUID, field: str, subject_id: UUID, purpose: str) -> None:
        """Record that personal data was shown in clear; the person can read the record."""
        self.session.add(
            AccessLogRow(
                at=self.at,
                person_id=person_id,
                viewer_id=self.actor.id,
                field=field,
                subject_id=subject_id,
                purpose=purpose,
            )
        )

    async def answer(
        self, status: int, view: type[BaseModel], of: Any, location: str | None = None
    ) -> Response:
        """Render the reply inside the transaction, so that a repeat gets the same bytes."""
        await self.flush()
        body = view.model_validate(of, from_attributes=True).model_dump_json().encode()
        headers = {"ETag": f'"{of.version}"'} if has_etag(view) else {}
        if location is not None:
            headers["Location"] = self.base + location
        self._reply = Response(body, status, headers, "application/json")
        return self._reply

    def done(self, refused: Response | None = None) -> Response:
        """The reply where there is nothing to show, or to a refusal that is counted."""
        self._reply = refused or Response(status_code=204)
        return self._reply

    async def close(self) -> bool:
        """Write the kernel's own rows; answers whether there is something to publish."""
        await self.flush()
        audit = self._changes.drafts(actor_id=self.actor.id, operation=self.operation, at=self.at)
        claim = self.claim if self._reply is not None else None
        if self._drafts or audit[0] or self._timers or claim:
            connection = await self.session.connection()
            await connection.exec_driver_sql(OWN_ROWS, self._own_rows(audit, claim))
        return bool(self._drafts)

    def _own_rows(self, audit: Drafts, claim: Claim | None) -> tuple[Any, ...]:
        trace = telemetry.inject() or None
        timers = [
            {
                "kind": kind,
                "subject_id": str(subject_id),
                "due_at": due_at and due_at.isoformat(),
                "trace": trace,
            }
            for (kind, subject_id), due_at in self._timers.items()
        ]
        changes = (*audit, self.at, self.actor.id, self.operation)
        own = (json.dumps(self._drafts), *changes, json.dumps(timers))
        if claim is None or self._reply is None:
            return (*own, None, None, None, None, None, None, None)
        headers = {
            key: value
            for key, value in self._reply.headers.items()
            if key in ("content-type", "etag", "location")
        }
        keys = (claim.principal_id, claim.operation, claim.key, claim.request_hash)
        return (*own, *keys, self._reply.status_code, json.dumps(headers), self._reply.body)
