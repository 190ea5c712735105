"""JetStream, raw: the only file that knows nats-py.

Everything NATS holds may be lost; PostgreSQL is the truth (DESIGN.md §5). Messages are pulled by
a loop of our own, because the client's `fetch` stalls and hangs over a server restart.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import NotFoundError

from shared.settings import ServiceSettings

FETCH_BATCH = 64
"""Messages in hand at once; one outstanding request asks for so many."""
FETCH_EXPIRES_SECONDS = 30.0
HEARTBEAT_SECONDS = 5.0
SILENCE_SECONDS = HEARTBEAT_SECONDS * 2.5
ACK_WAIT_SECONDS = 60
ACK_PENDING_MAX = 512
ASK_SECONDS = 5.0
"""Patience with one request to the server."""
KEEP_DAYS = 14
MESSAGE_BYTES_MAX = 256 * 1024
_AGAIN = {"404", "408", "409"}
_NANO = 1_000_000_000

log = structlog.get_logger()


@dataclass(frozen=True)
class Acknowledged:
    """Where the broker stored a message."""

    stream: str
    seq: int


@dataclass(frozen=True)
class StreamFacts:
    """What tells one life of a stream from the next."""

    created: datetime
    first_seq: int
    last_seq: int
    messages: int


@dataclass(frozen=True)
class Incoming:
    """A message in hand; it comes again unless it is acknowledged."""

    subject: str
    body: bytes
    redelivered: bool
    _message: Msg

    async def done(self) -> None:
        """Acknowledge, and wait until the broker knows (double ack)."""
        await self._message.ack_sync(timeout=ASK_SECONDS)

    async def later(self, seconds: float) -> None:
        """Ask for it again after a while."""
        await self._message.nak(delay=seconds)

    async def never(self) -> None:
        """Take it out of the stream's hands: it is parked here."""
        await self._message.term()


class Bus:
    """One service's connection; `connected` is set whenever the server answers.

    `closed` is set when the client has given up for good: the process ends then, and is started
    afresh.
    """

    def __init__(self, name: str, client: Client, *, replicas: int) -> None:
        self.name = name
        self.connected = asyncio.Event()
        self.closed = asyncio.Event()
        self._client = client
        self._js: JetStreamContext = client.jetstream(timeout=ASK_SECONDS)
        self._replicas = replicas

    @property
    def facts(self) -> str:
        """The stream of this service's facts."""
        return self.name.upper()

    @property
    def states(self) -> str:
        """The stream of this service's snapshots."""
        return f"{self.name.upper()}_STATE"

    async def declare(self) -> None:
        """Make this service's two streams where they are missing; an existing one is left alone."""
        fact = f"{self.name}.*.*.*"
        state = f"{self.name}.*.state.*.*"
        await self._declare(self.facts, fact, per_subject=-1, age=KEEP_DAYS * 86_400)
        await self._declare(self.states, state, per_subject=1, age=0)

    async def _declare(self, stream: str, subject: str, *, per_subject: int, age: int) -> None:
        try:
            await self._js.stream_info(stream)
        except NotFoundError:
            log.info("bus.stream_declared", stream=stream)
            await self._js.add_stream(
                StreamConfig(
                    name=stream,
                    subjects=[subject],
                    retention=RetentionPolicy.LIMITS,
                    storage=StorageType.FILE,
                    num_replicas=self._replicas,
                    max_age=age,
                    max_msgs_per_subject=per_subject,
                    max_msg_size=MESSAGE_BYTES_MAX,
                    discard=DiscardPolicy.OLD if per_subject == 1 else DiscardPolicy.NEW,
                    duplicate_window=3600,
                    deny_delete=True,
                    deny_purge=True,
                    allow_direct=False,
                )
            )

    async def stream(self, name: str) -> StreamFacts | None:
        """The stream as it is now; None when it does not exist."""
        try:
            found = await self._js.stream_info(name)
        except NotFoundError:
            return None
        created = found.created
        assert created is not None
        if created.tzinfo is None:
            created = created.replace(tzinfo=UTC)
        state = found.state
        return StreamFacts(created, state.first_seq, state.last_seq, state.messages)

    async def publish(self, subject: str, body: bytes, headers: dict[str, str]) -> Acknowledged:
        """Store one message; a repeat with the same `Nats-Msg-Id` is recognised by the server."""
        told = await self._js.publish(subject, body, timeout=ASK_SECONDS, headers=headers)
        return Acknowledged(told.stream, told.seq)

    async def pull(
        self,
        stream: str,
        subjects: list[str],
        take: Callable[[list[Incoming]], Awaitable[None]],
    ) -> None:
        """Hand every message of a stream to `take`, in batches, until cancelled."""
        while True:
            try:
                await self.connected.wait()
                await self._js.add_consumer(stream, self._consumer(subjects), timeout=ASK_SECONDS)
                await _PullLoop(self._client, stream, self.name).run(take)
            except NotFoundError:
                await asyncio.sleep(1)  # its producer has not declared the stream yet
            except (NatsError, TimeoutError, OSError) as error:
                log.warning("bus.pull_interrupted", stream=stream, error=repr(error))
                await asyncio.sleep(1)

    def _consumer(self, subjects: list[str]) -> ConsumerConfig:
        return ConsumerConfig(
            durable_name=self.name,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT_SECONDS,
            max_deliver=-1,
            max_ack_pending=ACK_PENDING_MAX,
            filter_subjects=sorted(subjects),
        )


class _PullLoop:
    """One outstanding request for a batch; asked again when used up, refused or silent.

    Each request is numbered in its reply subject, so that a late answer to an old one is told
    apart (it is handed on all the same: the message is ours until acknowledged).
    """

    def __init__(self, client: Client, stream: str, durable: str) -> None:
        self._client = client
        self._next = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{durable}"
        self._inbox = client.new_inbox()
        self._request = 0
        self._left = 0

    async def run(self, take: Callable[[list[Incoming]], Awaitable[None]]) -> None:
        """Pull until the consumer is gone (then the caller makes it again) or cancelled."""
        arrived: asyncio.Queue[Msg] = asyncio.Queue()
        subscription = await self._client.subscribe(
            f"{self._inbox}.*", cb=arrived.put, pending_msgs_limit=FETCH_BATCH * 4
        )
        try:
            while True:
                if self._left == 0:
                    await self._ask()
                batch = await self._batch(arrived)
                if batch is None:
                    return
                if batch:
                    await take(batch)
        finally:
            await subscription.unsubscribe()

    async def _ask(self) -> None:
        self._request += 1
        self._left = FETCH_BATCH
        expires = int(FETCH_EXPIRES_SECONDS * _NANO)
        beat = int(HEARTBEAT_SECONDS * _NANO)
        wanted = f'{{"batch":{FETCH_BATCH},"expires":{expires},"idle_heartbeat":{beat}}}'
        await self._client.publish(
            self._next, wanted.encode(), reply=f"{self._inbox}.{self._request}"
        )

    async def _batch(self, arrived: "asyncio.Queue[Msg]") -> list[Incoming] | None:
        """What is there now: at least one message, none on a status, None when to start over."""
        batch: list[Incoming] = []
        try:
            message = await asyncio.wait_for(arrived.get(), SILENCE_SECONDS)
        except TimeoutError:
            return None
        while True:
            status = (message.headers or {}).get("Status")
            if status is None:
                self._left -= 1
                batch.append(_incoming(message))
            elif status == "503" or "Consumer Deleted" in (message.headers or {}).get(
                "Description", ""
            ):
                return batch or None
            elif status in _AGAIN and message.subject.endswith(f".{self._request}"):
                self._left = 0
            if arrived.empty() or self._left <= 0:
                return batch
            message = arrived.get_nowait()


def _incoming(message: Msg) -> Incoming:
    return Incoming(
        subject=message.subject,
        body=message.data,
        redelivered=message.metadata.num_delivered > 1,
        _message=message,
    )


@asynccontextmanager
async def connect(name: str, settings: ServiceSettings) -> AsyncGenerator[Bus, None]:
    """A connection that is dialed in the background and comes back for ever."""
    client = Client()
    bus = Bus(name, client, replicas=settings.nats_replicas)

    async def up() -> None:
        bus.connected.set()

    async def down() -> None:
        bus.connected.clear()

    async def gone() -> None:
        bus.closed.set()

    async def fault(error: Exception) -> None:
        log.warning("bus.error", error=repr(error))

    async def dial() -> None:
        try:
            await client.connect(
                servers=settings.nats_url.get_secret_value().split(","),
                name=name,
                inbox_prefix=f"_INBOX_{name}",
                max_reconnect_attempts=-1,
                reconnect_time_wait=1,
                connect_timeout=2,
                ping_interval=15,
                max_outstanding_pings=2,
                pending_size=-1,  # a publication while disconnected fails at once: the outbox waits
                reconnected_cb=up,
                disconnected_cb=down,
                closed_cb=gone,
                error_cb=fault,
            )
            bus.connected.set()
        except Exception as error:  # noqa: BLE001 - whatever it was, the process must start afresh
            log.error("bus.refused", error=repr(error))
            bus.closed.set()

    dialing = asyncio.create_task(dial())
    try:
        yield bus
    finally:
        dialing.cancel()
        with contextlib.suppress(NatsError, TimeoutError, OSError):
            await client.close()
