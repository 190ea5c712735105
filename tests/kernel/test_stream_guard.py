"""What the broker loses in the middle of its store is told again (the ends: tests/journeys)."""

import asyncio
import contextlib
import json
import shutil
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nats
import pytest
from pydantic import SecretStr
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from deploy.local.nats import NatsServer
from shared import bus, ids
from shared.crypto import Vault
from shared.database import Database
from shared.outbox import OutboxRow
from shared.pull import Incoming, acknowledge
from shared.relay import Relay
from shared.settings import ServiceSettings

EVENTS = 40
RECONNECT_SECONDS = 20.0
HEAR_SECONDS = 5.0
Harm = Callable[[bytearray], bytearray]
LARGE = "团" * 1_000
"""So that damage to the middle of a file hits the middle of a stream."""
LARGEST = "团" * 80_000
"""So that a stream of a few events is in several files."""


@pytest.fixture
async def engine(needs_parts: Any) -> AsyncGenerator[AsyncEngine, None]:
    made = create_async_engine(needs_parts.url)
    yield made
    async with made.begin() as connection:
        await connection.execute(delete(OutboxRow))
    await made.dispose()


@pytest.fixture
def broker(tmp_path: Path, free_port: Callable[[], int]) -> Generator[NatsServer, None, None]:
    server = NatsServer(tmp_path, free_port())
    server.start()
    yield server
    server.program.ask_to_stop()
    server.program.wait_stopped()


@dataclass
class Leading:
    """A relay that leads, step by step."""

    relay: Relay
    connection: AsyncConnection
    link: bus.Bus

    async def tell(
        self, subject: str, *, states: bool, counts: bool = True, about: str = LARGE
    ) -> None:
        """Publish one event each about so many things, which counts or does not."""
        rows = [
            {
                "id": ids.new(),
                "subject": subject,
                "aggregate_id": ids.new(),
                "version": 1 if states else None,
                "data": {"about": about},
                "trace": {},
            }
            for _ in range(EVENTS)
        ]
        await self.connection.execute(insert(OutboxRow), rows)
        expected = (EVENTS, False) if counts else (0, True)
        assert await self.relay.publish(self.connection) == expected

    async def tell_newer(self, one_in: int = 1) -> None:
        """Publish a second state of one in so many things told so far."""
        newer = text(
            "INSERT INTO outbox (id, subject, aggregate_id, version, data, trace)"
            " SELECT gen_random_uuid(), subject, aggregate_id, version + 1, data, trace"
            " FROM outbox WHERE position % :one_in = 0"
        )
        told = (await self.connection.execute(newer, {"one_in": one_in})).rowcount
        assert await self.relay.publish(self.connection) == (told, False)

    async def reconnected(self) -> None:
        """Wait until the broker answers again."""
        async with asyncio.timeout(RECONNECT_SECONDS):
            while True:
                with contextlib.suppress(*bus.BUS_ERRORS):
                    await self.link.stream("NEEDS_STATE")
                    return
                await asyncio.sleep(0.05)

    async def lost(self) -> int:
        """How many events the guard wants to be published again."""
        await self.relay.guard(self.connection)
        unmarked = select(func.count()).where(OutboxRow.published_at.is_(None))
        return (await self.connection.execute(unmarked)).scalar_one()


def settings(broker: NatsServer, parts: Any) -> ServiceSettings:
    return ServiceSettings(
        database_url=SecretStr(parts.url), keys_file=parts.keys, nats_url=SecretStr(broker.url)
    )


async def heard(broker: NatsServer, parts: Any) -> int:
    """How many events of needs a reader takes, and acknowledges, until it heard as many as are."""
    count = 0
    done = asyncio.Event()

    async def take(batch: list[Incoming]) -> None:
        nonlocal count
        await acknowledge(batch)
        count += len(batch)
        if count >= EVENTS:
            done.set()

    async with bus.connect("credit", settings(broker, parts)) as link:
        reading = asyncio.create_task(link.pull("NEEDS", ["needs.order.confirmed.v1"], take))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HEAR_SECONDS):
                await done.wait()
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    return count


@contextlib.asynccontextmanager
async def leading(
    broker: NatsServer, engine: AsyncEngine, parts: Any
) -> AsyncGenerator[Leading, None]:
    database = Database(engine, Vault.load(parts.keys))
    async with bus.connect("needs", settings(broker, parts)) as link, engine.connect() as raw:
        await link.connected.wait()
        connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
        relay = Relay(link, engine, database)
        await relay.guard(connection)
        yield Leading(relay, connection, link)


def truncated(content: bytearray) -> bytearray:
    """The first half; the server's index still tells how far it went."""
    return content[: len(content) // 2]


def flipped(content: bytearray) -> bytearray:
    """One bit is another, in the first message of the second half."""
    content[len(content) // 2 + len(LARGE)] ^= 4
    return content


def damage(broker: NatsServer, stream: str, harm: Harm, block: int = 1) -> None:
    """Do harm to one of a stream's files while the server is away."""
    broker.program.ask_to_stop()
    broker.program.wait_stopped()
    (file,) = broker.directory.rglob(f"streams/{stream}/msgs/{block}.blk")
    file.write_bytes(harm(bytearray(file.read_bytes())))
    broker.start()


@pytest.mark.parametrize("harmed", [(truncated, True), (truncated, False), (flipped, False)])
@pytest.mark.parametrize(
    "damaged",
    [
        ("NEEDS", "needs.order.confirmed.v1"),
        ("NEEDS_STATE", "needs.order.state.v1"),
    ],
)
async def test_a_hole_in_the_stream_is_told_again(
    broker: NatsServer,
    engine: AsyncEngine,
    needs_parts: Any,
    damaged: tuple[str, str],
    harmed: tuple[Harm, bool],
) -> None:
    stream, subject = damaged
    harm, trusted = harmed
    again, last = EVENTS // 2, EVENTS
    if trusted:
        broker.program.before = lambda: None
        last = EVENTS + again
    async with leading(broker, engine, needs_parts) as lead:
        await lead.tell(subject, states=stream.endswith("_STATE"))
        assert await lead.lost() == 0
    damage(broker, stream, harm)

    async with leading(broker, engine, needs_parts) as lead:
        assert await lead.lost() == again
        assert await lead.relay.publish(lead.connection) == (again, False)

        found = await lead.link.stream(stream)
        assert found is not None
        assert (found.last_seq, found.messages) == (last, EVENTS)
        assert await lead.lost() == 0


async def test_of_more_gaps_than_can_be_listed_their_number_tells(
    broker: NatsServer, engine: AsyncEngine, needs_parts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.streams.GAPS_MAX", EVENTS // 2 - 1)
    broker.program.before = lambda: None
    async with leading(broker, engine, needs_parts) as lead:
        await lead.tell("needs.order.state.v1", states=True)
        assert await lead.lost() == 0
    damage(broker, "NEEDS_STATE", truncated)

    async with leading(broker, engine, needs_parts) as lead:
        assert await lead.lost() == EVENTS


async def all_heard(broker: NatsServer, engine: AsyncEngine, parts: Any) -> None:
    """Facts are told, and their reader has read them."""
    async with leading(broker, engine, parts) as lead:
        await lead.tell("needs.order.confirmed.v1", states=False)
    assert await heard(broker, parts) == EVENTS


async def test_a_reader_that_remembers_a_lost_stream_hears_all_that_is_told_again(
    broker: NatsServer, engine: AsyncEngine, needs_parts: Any
) -> None:
    await all_heard(broker, engine, needs_parts)
    broker.stop()
    (stream,) = broker.directory.rglob("streams/NEEDS")
    (stream / "meta.inf").unlink()
    shutil.rmtree(stream / "msgs")
    broker.start()

    async with leading(broker, engine, needs_parts) as lead:
        assert await lead.relay.publish(lead.connection) == (EVENTS, False)
        assert await lead.lost() == 0
    assert await heard(broker, needs_parts) == EVENTS


async def test_all_waits_for_a_reader_of_which_the_broker_cannot_read_how_far_it_came(
    broker: NatsServer, engine: AsyncEngine, needs_parts: Any
) -> None:
    await all_heard(broker, engine, needs_parts)
    broker.stop()
    (reached,) = broker.directory.rglob("streams/NEEDS/obs/credit/o.dat")
    reached.write_bytes(bytes(reached.stat().st_size))
    broker.start()

    assert await heard(broker, needs_parts) == 0
    async with bus.connect("credit", settings(broker, needs_parts)) as link:
        await link.connected.wait()
        assert await link.waiting("NEEDS") == (EVENTS, 0)


async def test_what_a_server_says_counts_only_when_the_guard_has_looked_at_it(
    broker: NatsServer, engine: AsyncEngine, needs_parts: Any
) -> None:
    async with leading(broker, engine, needs_parts) as lead:
        await lead.tell("needs.order.state.v1", states=True)
        assert await lead.lost() == 0
        damage(broker, "NEEDS_STATE", truncated)
        await lead.reconnected()
        await lead.tell("needs.order.state.v1", states=True, counts=False)

        assert await lead.lost() == EVENTS * 3 // 2
        assert await lead.relay.publish(lead.connection) == (EVENTS * 3 // 2, False)

        found = await lead.link.stream("NEEDS_STATE")
        assert found is not None
        assert found.messages == EVENTS * 2
        assert await lead.lost() == 0


async def test_a_stream_of_states_that_lost_nothing_is_not_told_again(
    broker: NatsServer, engine: AsyncEngine, needs_parts: Any
) -> None:
    async with leading(broker, engine, needs_parts) as lead:
        await lead.tell("needs.order.state.v1", states=True)
        assert await lead.lost() == 0
        await lead.tell_newer()
        await lead.tell("needs.order.state.v1", states=True)

        assert await lead.lost() == 0


async def test_of_a_state_that_an_older_one_stands_for_again_the_newest_is_told(
    broker: NatsServer, engine: AsyncEngine, needs_parts: Any
) -> None:
    subject = "needs.order.state.v1"
    newest = text(
        "SELECT DISTINCT ON (aggregate_id) aggregate_id, id::text FROM outbox"
        " ORDER BY aggregate_id, position DESC"
    )
    async with leading(broker, engine, needs_parts) as lead:
        for _ in range(2):
            await lead.tell(subject, states=True, about=LARGEST)
        await lead.tell_newer(one_in=3)
        await lead.tell(subject, states=True)
        assert await lead.lost() == 0
    damage(broker, "NEEDS_STATE", truncated, block=6)

    async with leading(broker, engine, needs_parts) as lead:
        found = await lead.link.stream("NEEDS_STATE")
        assert found is not None
        assert found.messages == EVENTS * 3, "none is missing, but some are old"
        again = await lead.lost()
        assert again > 0
        assert await lead.relay.publish(lead.connection) == (again, False)

        assert await lead.lost() == 0
        wanted = (await lead.connection.execute(newest)).all()
        async with await nats.connect(broker.url) as client:
            for about, event_id in wanted:
                kept = await client.jetstream().get_last_msg("NEEDS_STATE", f"{subject}.{about}")
                assert json.loads(kept.data or b"")["id"] == event_id
