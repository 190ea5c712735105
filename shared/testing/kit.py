"""One service under test: its API in process, its real database, its handlers and timers."""

import itertools
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import clock, ids, regions
from shared.access import SYSTEM, Actor, Grant, Role
from shared.app import attach
from shared.consumer import Consumer
from shared.crypto import Vault
from shared.database import Database
from shared.db import UnitOfWork
from shared.deadlines import TimerRow
from shared.events import Event
from shared.handlers import Handlers
from shared.outbox import OutboxRow
from shared.regions import RegionReplica
from shared.testing.delivering import delivery_of
from shared.testing.signing import KEY_ID, SIGNING_KEY, sign
from shared.timers import Timers
from shared.tokens import SigningKeyReplica
from shared.worker import OWN_HANDLERS

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=clock.LOCAL)
"""An ordinary working day, in working hours."""

AUTO = "auto"
"""Stands for a fresh Idempotency-Key."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Programs:
    """A service as its composition roots put it together."""

    name: str
    app: FastAPI
    handlers: Handlers
    timers: Timers


class ServiceKit:
    """Speaks to one service as its clients, its broker and its clock do."""

    def __init__(self, programs: Programs, bind: AsyncConnection | Any, vault: Vault) -> None:
        self.now = MONDAY
        self.vault = vault
        self.database = Database(bind, vault)
        self.app = programs.app
        self._timers = programs.timers
        handlers = (programs.handlers | OWN_HANDLERS).without_own(programs.name)
        self._consumer = Consumer(programs.name, handlers, self.database, now=lambda: self.now)
        self._prefix = f"/api/{programs.name}/v1"
        attach(programs.app, self.database)
        programs.app.state.now = self.at
        transport = httpx.ASGITransport(app=programs.app)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://test")

    def at(self) -> datetime:
        """When it is for this service."""
        return self.now

    async def start(self) -> None:
        """Make the service know the key that this kit signs with."""
        async with self.begin() as uow:
            if await uow.session.get(SigningKeyReplica, KEY_ID) is None:
                public = SIGNING_KEY.as_dict(private=False)
                uow.add(SigningKeyReplica(id=KEY_ID, version=1, public_jwk=dict(public)))

    def actor(
        self,
        *roles: Role,
        region: RegionReplica | None = None,
        organization: UUID | None = None,
        person: UUID | None = None,
        household: UUID | None = None,
    ) -> Actor:
        """Someone with these roles in this region's subtree, or for this organization."""
        path = region.path if region is not None else "nowhere."
        return Actor(
            id=ids.new(),
            person_id=person,
            household_id=household,
            grants=tuple(Grant(role, path, organization) for role in roles),
        )

    async def regions(self) -> tuple[RegionReplica, RegionReplica, RegionReplica]:
        """A city, a street in it and a community in that."""
        city = await self.region(level="city", kind="prefecture")
        street = await self.region(parent=city, level="street", kind="street")
        return city, street, await self.region(parent=street)

    async def region(self, parent: RegionReplica | None = None, **fields: Any) -> RegionReplica:
        """One more region, a community unless said otherwise."""
        region_id = fields.pop("id", None) or ids.new()
        number = next(_numbers)
        given: dict[str, Any] = {
            "version": 1,
            "level": "community",
            "kind": "residents_committee",
            "name": f"第{number}社区",
            "code": f"3205852{number % 100_000:05d}",
            "status": "active",
            "urban_rural": "urban",
            "households": 800,
            "population": 2400,
        } | fields
        path = (parent.path if parent else "") + regions.step(region_id)
        above = parent.id if parent else None
        region = RegionReplica(id=region_id, parent_id=above, path=path, **given)
        async with self.begin() as uow:
            uow.add(region)
        return region

    @asynccontextmanager
    async def begin(self, actor: Actor = SYSTEM) -> AsyncGenerator[UnitOfWork, None]:
        """A transaction that commits."""
        async with self.database.begin(actor=actor, operation="test", at=self.now) as uow:
            yield uow

    async def get(
        self, path: str, *, as_: Actor | None = None, params: Mapping[str, Any] | None = None
    ) -> httpx.Response:
        """Read."""
        headers = self._headers(as_)
        return await self._client.get(self._prefix + path, params=params, headers=headers)

    async def post(
        self, path: str, json: Any = None, *, as_: Actor | None = None, **more: Any
    ) -> httpx.Response:
        """Post; `key`, `if_match`, `content` and `headers` as wanted."""
        return await self.send("POST", path, json, as_=as_, **more)

    async def put(
        self, path: str, json: Any = None, *, as_: Actor | None = None, **more: Any
    ) -> httpx.Response:
        """Put; see `post`."""
        return await self.send("PUT", path, json, as_=as_, **more)

    async def delete(self, path: str, *, as_: Actor | None = None, **more: Any) -> httpx.Response:
        """Delete; see `post`."""
        return await self.send("DELETE", path, as_=as_, **more)

    async def send(
        self, method: str, path: str, json: Any = None, *, as_: Actor | None = None, **more: Any
    ) -> httpx.Response:
        """Any request with its conditional and idempotency headers."""
        headers = self._headers(as_) | dict(more.pop("headers", None) or {})
        key = more.pop("key", AUTO if method == "POST" else None)
        if key is not None:
            headers["Idempotency-Key"] = f"key-{ids.new()}" if key == AUTO else key
        if (if_match := more.pop("if_match", None)) is not None:
            headers["If-Match"] = if_match
        more |= {"headers": headers} | ({"json": json} if json is not None else {})
        return await self._client.request(method, self._prefix + path, **more)

    def _headers(self, actor: Actor | None) -> dict[str, str]:
        return {} if actor is None else {"Authorization": f"Bearer {sign(actor, self.now)}"}

    async def events(self, subject: str) -> list[dict[str, Any]]:
        """What was announced under a subject, in order."""
        told = select(OutboxRow.data).where(OutboxRow.subject == subject)
        async with self.begin() as uow:
            return list(await uow.session.scalars(told.order_by(OutboxRow.position)))

    async def receive(self, *events: Event) -> None:
        """Events arrive, one transaction each; the same object twice is a redelivery."""
        for event in events:
            await self.receive_together(event)

    async def receive_together(self, *events: Event) -> None:
        """Events arrive in one batch, and share a transaction."""
        await self._consumer.apply([delivery_of(event, self.now) for event in events])

    async def tick(self, at: datetime | None = None) -> None:
        """Let it be `at`, and run every timer that is due; none of them may fail."""
        self.now = at or self.now
        while await self._timers.sweep(self.database, self.now):
            pass
        failed = select(TimerRow.kind, TimerRow.reason).where(TimerRow.failures > 0)
        async with self.begin() as uow:
            assert (found := (await uow.session.execute(failed)).all()) == [], found
