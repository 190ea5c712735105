"""Relay, JetStream and consumer together: real servers, committed rows."""

import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from deploy.local.nats import NatsServer
from shared import clock, ids
from shared.contracts.registry import RegionState
from shared.db import UnitOfWork
from shared.handlers import Handlers
from shared.inbox import FailureRow, InboxRow, ParkedRow
from shared.outbox import OutboxRow
from shared.regions import RegionReplica
from shared.worker import OWN_HANDLERS
from tests.sides import Side, a_region, eventually


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
    made = Side("registry", registry_parts, broker), Side("procurement", procurement_parts, broker)
    yield made
    for side in made:
        await side.clean()


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
