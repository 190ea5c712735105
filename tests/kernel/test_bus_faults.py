"""What goes wrong between broker and database: nothing stops a worker, nothing waits for ever."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shared import bus, clock, ids
from shared.consumer import Consumer
from shared.contracts.registry import OrganizationState
from shared.crypto import Vault
from shared.database import Database
from shared.db import UnitOfWork
from shared.delivery import Delivery
from shared.handlers import Handlers
from shared.inbox import FailureRow, InboxRow, ParkedRow
from shared.pull import Incoming
from shared.relay import RELAY_LOCK, Relay
from shared.retries import RETRY_SECONDS
from shared.settings import ServiceSettings

SUBJECT = OrganizationState.subject


@dataclass
class Message:
    """The broker's side of one message: what was answered to it."""

    told: list[str] = field(default_factory=list)

    async def ack_sync(self, **_: Any) -> None:
        self.told.append("done")

    async def ack(self) -> None:
        self.told.append("done")

    async def nak(self, delay: float) -> None:
        self.told.append(f"later {delay:g}")

    async def term(self) -> None:
        self.told.append("never")


def incoming(body: bytes) -> tuple[Incoming, Message]:
    message = Message()
    return _of(message, body), message


def _of(message: Message, body: bytes) -> Incoming:
    return Incoming(f"{SUBJECT}.x", body, deliveries=1, _message=message)  # type: ignore[arg-type]


def cloud_event(**more: Any) -> dict[str, Any]:
    organization_id = ids.new()
    return {
        "specversion": "1.0",
        "id": str(ids.new()),
        "type": SUBJECT,
        "subject": str(organization_id),
        "time": clock.now().isoformat(),
        "data": {
            "organization_id": str(organization_id),
            "version": 1,
            "name": "春晖社工服务中心",
            "tier": "registered",
            "legal_type": "social_service_agency",
            "state": "active",
            "home_region_id": str(ids.new()),
            "founded_on": None,
        },
    } | more


@pytest.fixture
async def engine(procurement_parts: Any) -> AsyncGenerator[AsyncEngine, None]:
    made = create_async_engine(procurement_parts.url, pool_size=8, max_overflow=0)
    yield made
    async with made.begin() as connection:
        for table in (InboxRow, FailureRow, ParkedRow):
            await connection.execute(delete(table))
    await made.dispose()


@pytest.fixture
def database(engine: AsyncEngine, procurement_parts: Any) -> Database:
    return Database(engine, Vault.load(procurement_parts.keys))


async def found(database: Database, table: Any) -> list[Any]:
    async with database.begin() as uow:
        return list(await uow.session.scalars(select(table)))


GARBAGE: dict[str, bytes] = {
    "empty": b"",
    "not JSON": b"{",
    "not UTF-8": b"\xff\xfe\x00",
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "nested deep": b"[" * 100_000,
    "nothing in it": b"{}",
    "an id that is a number": json.dumps(cloud_event(id=5)).encode(),
    "an id that is a list": json.dumps(cloud_event(id=[])).encode(),
    "an id that is no UUID": json.dumps(cloud_event(id="x")).encode(),
    "no time": json.dumps(cloud_event(time=None)).encode(),
    "a type nobody handles": json.dumps(cloud_event(type="registry.team.state.v1")).encode(),
    "a type that is a list": json.dumps(cloud_event(type=[SUBJECT])).encode(),
    "a subject that is a list": json.dumps(cloud_event(subject=[1])).encode(),
}


@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE.keys())
async def test_an_unreadable_message_is_put_aside_and_the_next_is_handled(
    database: Database, body: bytes
) -> None:
    heard = []

    async def hear(uow: UnitOfWork, event: OrganizationState) -> None:
        del uow
        heard.append(event.name)

    consumer = Consumer("procurement", Handlers().on(OrganizationState, hear), database)
    bad, refused = incoming(body)
    good, accepted = incoming(json.dumps(cloud_event()).encode())

    await consumer.take([bad, good])

    assert refused.told == ["never"]
    assert (accepted.told, heard) == (["done"], ["春晖社工服务中心"])


@pytest.mark.parametrize(("deliveries", "told"), [(1, "later 1"), (5, "later 600"), (6, "never")])
async def test_what_only_a_newer_version_asked_for_is_left_to_its_worker(
    database: Database, deliveries: int, told: str
) -> None:
    consumer = Consumer("procurement", Handlers().on(OrganizationState, _nothing), database)
    newer, message = incoming(json.dumps(cloud_event(type="registry.organization.new.v1")).encode())

    await consumer.take(
        [replace(newer, subject="registry.organization.new.v1", deliveries=deliveries)]
    )

    assert message.told == [told]


async def test_data_that_will_never_fit_is_parked_at_once(database: Database) -> None:
    consumer = Consumer("procurement", Handlers().on(OrganizationState, _nothing), database)
    bad, message = incoming(json.dumps(cloud_event(data={"name": 1})).encode())

    await consumer.take([bad])

    assert message.told == ["never"]
    (parked,) = await found(database, ParkedRow)
    assert (parked.subject, parked.failures) == (SUBJECT, 1)
    assert await found(database, InboxRow) == []


async def test_a_handler_that_hangs_is_counted_as_failed_and_parked_in_the_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(uow: UnitOfWork, event: OrganizationState) -> None:
        del uow, event
        await asyncio.sleep(60)

    monkeypatch.setattr("shared.consumer.HANDLER_SECONDS", 0.05)
    consumer = Consumer("procurement", Handlers().on(OrganizationState, hang), database)
    stuck, message = incoming(json.dumps(cloud_event()).encode())

    for _ in range(len(RETRY_SECONDS) + 1):
        await consumer.take([stuck])

    assert message.told == [*(f"later {delay}" for delay in RETRY_SECONDS), "never"]
    assert len(await found(database, ParkedRow)) == 1
    assert await found(database, FailureRow) == []


async def test_an_outage_of_the_database_is_nobodys_failure(
    database: Database, procurement_parts: Any
) -> None:
    event = json.dumps(cloud_event()).encode()
    gone = create_async_engine(procurement_parts.url.rpartition("/")[0] + "/nowhere")
    handlers = Handlers().on(OrganizationState, _nothing)
    without = Consumer("procurement", handlers, Database(gone, database.vault))
    refused = create_async_engine("postgresql+asyncpg://x:x@127.0.0.1:1/x")
    unreachable = Consumer("procurement", handlers, Database(refused, database.vault))

    for consumer in (without, unreachable):
        delivered, message = incoming(event)
        await consumer.take([delivered])
        assert message.told == [f"later {RETRY_SECONDS[0]}"]
    await gone.dispose()
    await refused.dispose()

    assert await found(database, FailureRow) == []
    delivered, message = incoming(event)
    await Consumer("procurement", handlers, database).take([delivered])
    assert message.told == ["done"]


async def test_the_same_event_twice_in_one_batch_takes_effect_once(database: Database) -> None:
    heard = []

    async def hear(uow: UnitOfWork, event: OrganizationState) -> None:
        del uow
        heard.append(event)

    consumer = Consumer("procurement", Handlers().on(OrganizationState, hear), database)
    event = json.dumps(cloud_event()).encode()
    batch = [incoming(event) for _ in range(5)]

    await consumer.take([delivered for delivered, _ in batch])

    assert [message.told for _, message in batch] == [["done"]] * 5
    assert len(heard) == 1
    assert len(await found(database, InboxRow)) == 1


async def test_the_broker_is_asked_only_about_the_last_of_a_batch(database: Database) -> None:
    consumer = Consumer("procurement", Handlers().on(OrganizationState, _nothing), database)
    asked: list[Message] = []

    class Asked(Message):
        async def ack_sync(self, **more: Any) -> None:
            asked.append(self)
            await super().ack_sync(**more)

    batch = [Asked() for _ in range(10)]

    await consumer.take([_of(message, json.dumps(cloud_event()).encode()) for message in batch])

    assert [message.told for message in batch] == [["done"]] * 10
    (last,) = asked
    assert last is batch[-1]


async def test_what_is_kept_of_a_parked_event_can_be_delivered_again(database: Database) -> None:
    given = cloud_event(traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    delivery = Delivery.parse(json.dumps(given).encode())

    assert Delivery.parse(json.dumps(delivery.as_cloud_event()).encode()) == delivery
    del database


async def test_a_relay_that_was_interrupted_lets_go_of_the_lead(
    engine: AsyncEngine, database: Database, procurement_parts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted = asyncio.Event()

    class Interrupted(Relay):
        async def guard(self, connection: AsyncConnection) -> None:
            del connection
            interrupted.set()
            raise TimeoutError

    monkeypatch.setattr("shared.relay.STANDBY_SECONDS", 60.0)
    settings = ServiceSettings(
        database_url=SecretStr(procurement_parts.url),
        keys_file=procurement_parts.keys,
        nats_url=SecretStr("nats://127.0.0.1:1"),
    )
    lock = text(f"SELECT count(*) FROM pg_locks WHERE objid = {RELAY_LOCK}")
    async with bus.connect("procurement", settings) as link:
        link.connected.set()
        leading = asyncio.create_task(Interrupted(link, engine, database).run())
        await interrupted.wait()
        async with asyncio.timeout(10), engine.connect() as other:
            while await other.scalar(lock):  # noqa: ASYNC110 - a lock sets no event
                await asyncio.sleep(0.05)
        leading.cancel()
        await asyncio.gather(leading, return_exceptions=True)


async def _nothing(uow: UnitOfWork, event: OrganizationState) -> None:
    del uow, event


async def test_one_that_fails_among_many_gathered_ones_is_the_only_one_tried_again(
    database: Database,
) -> None:
    calls: list[list[str]] = []

    async def gather(uow: UnitOfWork, events: Sequence[OrganizationState]) -> None:
        del uow
        calls.append([event.tier for event in events])
        if any(event.tier == "bad" for event in events):
            raise ValueError("a bad one")

    def told(tier: str) -> tuple[Incoming, Message]:
        plain = cloud_event()
        return incoming(json.dumps(plain | {"data": plain["data"] | {"tier": tier}}).encode())

    consumer = Consumer("procurement", Handlers().gather(gather, OrganizationState), database)
    batch = [told(tier) for tier in ("one", "bad", "two")]

    await consumer.take([delivered for delivered, _ in batch])

    assert [len(call) for call in calls] == [3, 1, 1, 1]
    assert [message.told for _, message in batch] == [
        ["done"], [f"later {RETRY_SECONDS[0]}"], ["done"],
    ]  # fmt: skip
    assert len(await found(database, InboxRow)) == 2
    assert [row.failures for row in await found(database, FailureRow)] == [1]


async def test_what_is_gathered_and_comes_again_is_applied_alone(database: Database) -> None:
    calls: list[int] = []

    async def gather(uow: UnitOfWork, events: Sequence[OrganizationState]) -> None:
        del uow
        calls.append(len(events))

    consumer = Consumer("procurement", Handlers().gather(gather, OrganizationState), database)
    batch = [incoming(json.dumps(cloud_event()).encode())[0] for _ in range(4)]

    await consumer.take([*batch[:2], *(replace(again, deliveries=2) for again in batch[2:])])

    assert sorted(calls) == [1, 1, 2]
