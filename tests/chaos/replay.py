"""I13: whoever hears everything again, one after the other, comes to the same state.

For each service an empty database beside its own, migrated, filled with every fact and state in
the others' outboxes in the order they were told, by the service's own handlers; then the tables
that follow from events alone must be the same.
"""

import asyncio
import importlib
import json
from collections.abc import Mapping
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - a database of its own

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from deploy.local.stack import SERVICES
from shared.consumer import Consumer
from shared.crypto import Vault
from shared.database import Database
from shared.delivery import Delivery, envelope
from shared.handlers import Handlers
from shared.migrations import runner
from shared.worker import OWN_HANDLERS
from tests.chaos.ground import Ground

AT_ONCE = 300
"""Copies applied in one transaction; what has a handler is applied one by one."""

FOLLOW = {
    "credit": {
        "order_record": "SELECT id, organization_id, region_id, team_id, household_id, kind,"
        " beneficiaries, vulnerable, team_members, confirmed_at, disputed_at, failed_at, score,"
        " flagged, rated_at, posted, posted_on FROM order_record ORDER BY id",
        "earning": "SELECT order_id, amount, state FROM earning WHERE state <> 'superseded'"
        " ORDER BY order_id",
    }
}
"""What follows from events besides read copies: all but ids and moments of handling."""


async def differences(ground: Ground) -> list[str]:
    """In which tables a service's state is not that of a sequential replay."""
    wrong = []
    for reader in SERVICES:
        again = f"{reader}_replay"
        await _empty(ground, reader, again)
        await _hear(ground, reader, again)
        for table, query in _queries(reader).items():
            live, replayed = [await _hash(ground, each, query) for each in (reader, again)]
            if live != replayed:
                wrong.append(f"{reader}.{table}: {live}, after a replay {replayed}")
    return wrong


async def _empty(ground: Ground, reader: str, name: str) -> None:
    async with ground.database("postgres") as connection:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        made = databases.CREATE.format(service=reader)
        await connection.execute(made.replace(f"DATABASE {reader} ", f"DATABASE {name} ", 1))
    await asyncio.to_thread(runner.upgrade, reader, _url(ground, reader, name))


async def _hear(ground: Ground, reader: str, name: str) -> None:
    handlers = _handlers(reader)
    engine = create_async_engine(_url(ground, reader, name))
    vault = Vault.load(Credentials.keys_file(ground.stack, reader))
    consumer = Consumer(reader, handlers, Database(engine, vault))
    copies: list[Delivery] = []

    async def copy() -> None:
        if copies:
            await consumer.apply(copies)
            copies.clear()

    for delivery in await _told(ground, handlers):
        answers = handlers.by_type[delivery.type]
        if answers.handlers or answers.gatherers:
            await copy()
            try:
                await consumer.apply([delivery])
            except ValidationError:
                continue  # unreadable on purpose: parked where it was heard
        else:
            copies.append(delivery)
            if len(copies) == AT_ONCE:
                await copy()
    await copy()
    await engine.dispose()


async def _told(ground: Ground, handlers: Handlers) -> list[Delivery]:
    query = "SELECT * FROM outbox WHERE subject = ANY($1) ORDER BY position"
    found = []
    for producer in SERVICES:
        subjects = [each for each in handlers.by_type if each.startswith(f"{producer}.")]
        rows = await ground.rows(producer, query, subjects)
        found += [
            (row["created_at"], Delivery.parse(envelope(producer, plain(row)))) for row in rows
        ]
    found.sort(key=lambda pair: pair[0])
    return [delivery for _, delivery in found]


def plain(row: Mapping[str, Any]) -> SimpleNamespace:
    """A row of an outbox as the kernel reads it."""
    parsed = {"data": json.loads(row["data"]), "trace": json.loads(row["trace"])}
    return SimpleNamespace(**{**row, **parsed})


def _queries(reader: str) -> dict[str, str]:
    tables = {
        copy.__tablename__ for each in _handlers(reader).by_type.values() for copy in each.copies
    }
    copies = {table: f"SELECT * FROM {table} ORDER BY id" for table in sorted(tables)}
    return copies | FOLLOW.get(reader, {})


async def _hash(ground: Ground, name: str, query: str) -> str:
    rows = await ground.rows(name, query)
    text = "\n".join(str(dict(row)) for row in rows)
    return f"{len(rows)} rows {sha256(text.encode()).hexdigest()[:12]}"


def _handlers(reader: str) -> Handlers:
    found: Handlers = importlib.import_module(f"services.{reader}.worker").HANDLERS
    return (found | OWN_HANDLERS).without_own(reader)


def _url(ground: Ground, reader: str, name: str) -> str:
    server = PostgresServer(ground.stack.data / "postgres", ground.stack.postgres_port)
    password = Credentials(ground.stack).password(reader, "owner")
    return databases.address(server.url, reader, "owner", password).removesuffix(reader) + name
