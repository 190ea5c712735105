"""The broker: acknowledged means on disk, and each service stays within its own subjects."""

import asyncio
import resource
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats
import psutil
import pytest
from nats.aio.client import Client
from nats.js.api import ConsumerConfig, StreamConfig

from deploy.local.nats import NatsServer

ANSWER_SECONDS = 0.5
FILE_BYTES = 256 * 1024


@pytest.fixture
def lone_nats(tmp_path: Path, free_port: Callable[[], int]) -> Iterator[NatsServer]:
    """A server without users for one test."""
    server = NatsServer(tmp_path / "nats", free_port())
    server.start()
    yield server
    server.kill()


@asynccontextmanager
async def connected(server: NatsServer, service: str) -> AsyncIterator[tuple[Client, list[str]]]:
    """A client of one service, and the refusals it is told of."""
    refusals: list[str] = []

    async def note(error: Exception) -> None:
        refusals.append(str(error))

    client = await nats.connect(
        server.url_for(service),
        inbox_prefix=f"_INBOX_{service}".encode(),
        error_cb=note,
    )
    try:
        yield client, refusals
    finally:
        await client.close()


async def refused(client: Client, subject: str) -> bool:
    """Whether a request there gets no answer (a refused one is dropped by the server)."""
    try:
        await client.request(subject, b"{}", timeout=ANSWER_SECONDS)
    except nats.errors.TimeoutError:
        return True
    return False


async def test_a_service_makes_its_streams_and_another_one_reads_them_as_itself(
    guarded_nats: NatsServer,
) -> None:
    async with connected(guarded_nats, "needs") as (needs, told):
        stream = needs.jetstream()
        await stream.add_stream(StreamConfig(name="NEEDS", subjects=["needs.*.*.v1"]))
        await stream.publish("needs.order.confirmed.v1", b"1")
    async with connected(guarded_nats, "credit") as (credit, also_told):
        reader = credit.jetstream()
        await reader.add_consumer("NEEDS", ConsumerConfig(durable_name="credit"))

        pull = await reader.pull_subscribe_bind("credit", "NEEDS")
        [message] = await pull.fetch(1, timeout=5)
        await message.ack_sync()

    assert message.data == b"1"
    assert (told, also_told) == ([], [])


async def test_a_service_cannot_speak_for_another(guarded_nats: NatsServer) -> None:
    async with connected(guarded_nats, "credit") as (credit, told):
        await credit.publish("needs.order.confirmed.v1", b"forged")
        await credit.flush()
        await asyncio.sleep(0.05)

    assert "permissions violation" in told[0]
    assert "needs.order.confirmed.v1" in told[0]


async def test_a_service_cannot_listen_in(guarded_nats: NatsServer) -> None:
    async with connected(guarded_nats, "credit") as (credit, told):
        for subject in ("needs.>", "_INBOX_needs.>", "$JS.API.>", ">"):
            await credit.subscribe(subject)
        await credit.flush()
        await asyncio.sleep(0.05)

    assert len(told) == 4


@pytest.mark.parametrize(
    "subject",
    [
        "$JS.API.STREAM.DELETE.CREDIT",
        "$JS.API.STREAM.PURGE.CREDIT",
        "$JS.API.STREAM.CREATE.NEEDS",
        "$JS.API.STREAM.UPDATE.NEEDS",
        "$JS.API.STREAM.MSG.GET.NEEDS",
        "$JS.API.STREAM.MSG.DELETE.CREDIT",
        "$JS.API.CONSUMER.CREATE.NEEDS.procurement",
        "$JS.API.CONSUMER.DELETE.NEEDS.credit",
        "$JS.API.CONSUMER.MSG.NEXT.NEEDS.procurement",
        "$SYS.REQ.SERVER.PING",
    ],
)
async def test_a_service_cannot_harm_streams_or_take_anothers_place(
    guarded_nats: NatsServer, subject: str
) -> None:
    async with connected(guarded_nats, "credit") as (credit, told):
        assert await refused(credit, subject)

    assert "permissions violation" in told[0]


async def test_a_stranger_is_refused(guarded_nats: NatsServer) -> None:
    stranger = Client()

    with pytest.raises(nats.errors.Error, match="Authorization Violation"):
        await stranger.connect(
            guarded_nats.url, user="needs", password="guess", allow_reconnect=False
        )
    await stranger.close()


async def test_acknowledged_messages_survive_a_kill(lone_nats: NatsServer) -> None:
    client = await nats.connect(lone_nats.url)
    await client.jetstream().add_stream(StreamConfig(name="KEPT", subjects=["kept.>"]))
    await client.jetstream().publish("kept.one", b"1")
    await client.close()

    lone_nats.kill()
    lone_nats.start()

    client = await nats.connect(lone_nats.url)
    info = await client.jetstream().stream_info("KEPT")
    assert info.state.messages == 1
    await client.close()


async def test_one_that_had_no_room_is_stuck_from_when_it_has_until_its_next_start(
    lone_nats: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = lone_nats.program
    client = await nats.connect(lone_nats.url, allow_reconnect=False)
    stream = client.jetstream(timeout=ANSWER_SECONDS)
    await stream.add_stream(StreamConfig(name="KEPT", subjects=["kept.>"]))
    assert not program.is_stuck(program)
    psutil.Process(program.pid).rlimit(psutil.RLIMIT_FSIZE, (FILE_BYTES, resource.RLIM_INFINITY))
    with pytest.raises(nats.errors.TimeoutError):
        await stream.publish("kept.one", b"." * FILE_BYTES)
    await client.close()

    with monkeypatch.context() as full:
        full.setattr("deploy.local.nats.ROOM_BYTES", 2**62)
        assert not program.is_stuck(program), "a new start would help nobody"
    assert program.is_stuck(program)

    lone_nats.kill()
    lone_nats.start()
    assert not program.is_stuck(program)


def test_one_whose_directory_is_deleted_is_stuck_and_starts_anew(lone_nats: NatsServer) -> None:
    program = lone_nats.program
    shutil.rmtree(lone_nats.directory)

    assert program.is_stuck(program)

    program.kill()
    program.start()
    program.wait_ready()
    assert not program.is_stuck(program)


def test_one_that_hangs_is_stuck(lone_nats: NatsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.local.health.ASK_SECONDS", 0.1)
    program = lone_nats.program
    assert not program.is_stuck(program)

    psutil.Process(program.pid).suspend()
    assert not program.is_stuck(program), "silent for a moment only"
    monkeypatch.setattr("deploy.local.nats.SILENT_SECONDS", 0.05)
    assert program.is_stuck(program)

    psutil.Process(program.pid).resume()
    monkeypatch.setattr("deploy.local.health.ASK_SECONDS", 5)
    assert not program.is_stuck(program)
