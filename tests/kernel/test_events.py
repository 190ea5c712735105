"""Relay, JetStream and consumer together: real servers, committed rows."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from deploy.local.nats import NatsServer
from shared import bus, clock, ids, regions
from shared.consumer import Consumer
from shared.contracts.registry import RegionState
from shared.crypto import Vault
from shared.database import Database
from shared.db import UnitOfWork
from shared.events import Event
from shared.handlers import Handlers
from shared.inbox import FailureRow, InboxRow, ParkedRow
from shared.outbox import OutboxRow
from shared.regions import RegionReplica
from shared.relay import Relay
from shared.settings import ServiceSettings
from shared.worker import OWN_HANDLERS, end

TABLES = "outbox, inbox, failure, parked, region_replica"


def a_region(version: int = 1, region_id: Any = None) -> RegionState:
    found = region_id or ids.new()
    return RegionState(
        region_id=found,
        version=version,
        parent_id=None,
        path=regions.step(found),
        level="city",
        kind="prefecture",
        name=f"第{version}版",
        code="3205",
        status="active",
        urban_rural=None,
        households=None,
        population=None,
    )


async def eventually(holds: Callable[[], Awaitable[bool]], seconds: float = 15.0) -> None:
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - a database row sets no event
            await asyncio.sleep(0.05)


class Side:
    """One service's database and its connection to the broker."""

    def __init__(
        self, name: str, engine: AsyncEngine, vault: Vault, settings: ServiceSettings
    ) -> None:
        self.name = name
        self.engine = engine
        self.settings = settings
        self.database = Database(engine, vault)

    async def count(self, table: Any, *where: Any) -> int:
        async with self.database.begin() as uow:
            found = select(func.count()).select_from(table).where(*where)
            return await uow.session.scalar(found) or 0

    async def tell(self, *events: Event) -> None:
        async with self.database.begin() as uow:
            uow.emit(*events)

    @contextlib.asynccontextmanager
    async def relaying(self) -> AsyncGenerator[None, None]:
        async with (
            bus.connect(self.name, self.settings) as link,
            running(Relay(link, self.engine, self.database).run()),
        ):
            yield

    @contextlib.asynccontextmanager
    async def hearing(self, handlers: Handlers) -> AsyncGenerator[None, None]:
        consumer = Consumer(self.name, handlers, self.database)
        async with (
            bus.connect(self.name, self.settings) as link,
            contextlib.AsyncExitStack() as all_,
        ):
            for stream, subjects in handlers.streams().items():
                await all_.enter_async_context(running(consumer.run(link, stream, subjects)))
            yield


@contextlib.asynccontextmanager
async def running(job: Any) -> AsyncGenerator[None, None]:
    task = asyncio.create_task(job)
    try:
        yield
    finally:
        await end([task])
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def broker(place: Path, free_port: Callable[[], int]) -> Any:
    folder = place / f"nats-{ids.new()}"
    server = NatsServer(folder, free_port())
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def sides(
    registry_parts: Any, procurement_parts: Any, broker: NatsServer
) -> AsyncGenerator[tuple[Side, Side], None]:
    made = []
    for name, parts in (("registry", registry_parts), ("procurement", procurement_parts)):
        settings = ServiceSettings(
            database_url=SecretStr(parts.url), keys_file=parts.keys, nats_url=SecretStr(broker.url)
        )
        engine = create_async_engine(parts.url)
        made.append(Side(name, engine, Vault.load(parts.keys), settings))
    yield made[0], made[1]
    for side in made:
        async with side.engine.begin() as connection:
            for table in TABLES.split(", "):
                await connection.execute(text(f"DELETE FROM {table}"))
        await side.engine.dispose()


async def test_a_committed_fact_takes_effect_elsewhere_once(sides: tuple[Side, Side]) -> None:
    producer, reader = sides
    told = a_region()

    async with producer.relaying(), reader.hearing(OWN_HANDLERS):
        await producer.tell(told)
        await eventually(lambda: _is(reader.count(RegionReplica), 1))
        async with producer.database.begin() as uow:  # published again, past the broker's memory
            await uow.session.execute(update(OutboxRow).values(published_at=None, id=ids.new()))
        await eventually(lambda: _is(reader.count(InboxRow), 2))

    assert await reader.count(RegionReplica) == 1


async def test_an_older_state_never_overwrites_a_newer_one(sides: tuple[Side, Side]) -> None:
    producer, reader = sides
    newer = a_region(version=2)

    async with producer.relaying(), reader.hearing(OWN_HANDLERS):
        await producer.tell(newer)
        await eventually(lambda: _is(reader.count(RegionReplica), 1))
        await producer.tell(a_region(version=1, region_id=newer.region_id))
        await eventually(lambda: _is(reader.count(InboxRow), 2))

    assert await reader.count(RegionReplica, RegionReplica.name == "第2版") == 1


async def test_deleting_the_whole_jetstream_directory_loses_nothing(
    sides: tuple[Side, Side], broker: NatsServer
) -> None:
    producer, reader = sides

    async with producer.relaying(), reader.hearing(OWN_HANDLERS):
        await producer.tell(*(a_region() for _ in range(20)))
        await eventually(lambda: _is(reader.count(RegionReplica), 20))
        broker.kill()
        shutil.rmtree(broker.directory)
        await producer.tell(*(a_region() for _ in range(20)))
        broker.start()
        await eventually(lambda: _is(reader.count(RegionReplica), 40), 40)
        await eventually(
            lambda: _is(producer.count(OutboxRow, OutboxRow.published_at.is_(None)), 0), 40
        )

    async with reader.hearing(Handlers().replicate(RegionState, RegionReplica)):
        assert await reader.count(RegionReplica) == 40


async def test_a_kill_of_the_broker_between_publish_and_mark_is_absorbed(
    sides: tuple[Side, Side], broker: NatsServer
) -> None:
    producer, reader = sides

    async with producer.relaying(), reader.hearing(OWN_HANDLERS):
        for _ in range(3):
            await producer.tell(*(a_region() for _ in range(50)))
            broker.kill()
            broker.start()
        await eventually(lambda: _is(reader.count(RegionReplica), 150), 40)

    assert await reader.count(InboxRow) == 150


async def test_an_event_nobody_can_handle_is_parked_and_the_others_go_on(
    sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    producer, reader = sides
    bad, good = a_region(), a_region()

    async def refuse(uow: UnitOfWork, event: RegionState) -> None:
        del uow
        if event.region_id == bad.region_id:
            raise RuntimeError("no")

    monkeypatch.setattr("shared.consumer.RETRY_SECONDS", (0.1, 0.1))
    handlers = Handlers().replicate(RegionState, RegionReplica).on(RegionState, refuse)
    async with producer.relaying(), reader.hearing(handlers):
        await producer.tell(bad, good)
        await eventually(lambda: _is(reader.count(ParkedRow), 1))
        await eventually(lambda: _is(reader.count(RegionReplica), 1))

    assert await reader.count(FailureRow) == 0
    assert await reader.count(RegionReplica, RegionReplica.id == good.region_id) == 1


async def test_two_relays_never_publish_at_the_same_time(sides: tuple[Side, Side]) -> None:
    producer, reader = sides

    async with producer.relaying(), producer.relaying(), reader.hearing(OWN_HANDLERS):
        await producer.tell(*(a_region() for _ in range(100)))
        await eventually(lambda: _is(reader.count(RegionReplica), 100))

    async with producer.engine.connect() as connection:
        seqs = (
            await connection.execute(text("SELECT count(DISTINCT stream_seq) FROM outbox"))
        ).scalar()
    assert seqs == 100


async def _is(counted: Awaitable[int], wanted: int) -> bool:
    return await counted == wanted


def test_the_clock_is_aware() -> None:
    assert clock.now().utcoffset() == timedelta(0)
