"""JetStream, raw: this file, pull.py and streams.py are the only ones that know nats-py.

Everything NATS holds may be lost; PostgreSQL is the truth (DESIGN.md §5). Messages are pulled by
a loop of our own, because the client's `fetch` stalls and hangs over a server restart.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import NotFoundError

from shared.pull import ASK_SECONDS, SIGN_SECONDS, PullLoop, Take
from shared.settings import ServiceSettings
from shared.streams import StreamFacts, config_of, facts_of

ACK_WAIT_SECONDS = 30
assert SIGN_SECONDS * 2 < ACK_WAIT_SECONDS, "nothing comes again while it is in hand"
ACK_PENDING_MAX = 512

BUS_ERRORS = (NatsError, TimeoutError, OSError)
"""What a call to the broker may fail with."""

log = structlog.get_logger()


class Bus:
    """One service's connection; `connected` while the server answers, `losses`: how often not.

    `closed` is set when the client has given up for good: then the process ends, to start afresh.
    """

    def __init__(self, name: str, client: Client, *, replicas: int) -> None:
        self.name = name
        self.connected = asyncio.Event()
        self.closed = asyncio.Event()
        self.losses = 0
        self._client = client
        self._js: JetStreamContext = client.jetstream(timeout=ASK_SECONDS)
        self._replicas = replicas

    async def dial(self, servers: list[str]) -> None:
        """Connect, however long it takes; a refusal for good sets `closed`."""
        try:
            await self._client.connect(
                servers=servers,
                name=self.name,
                inbox_prefix=f"_INBOX_{self.name}",
                max_reconnect_attempts=-1,
                reconnect_time_wait=1,
                connect_timeout=2,
                ping_interval=15,
                max_outstanding_pings=2,
                pending_size=-1,  # a publication while disconnected fails at once: the outbox waits
                reconnected_cb=self._up,
                disconnected_cb=self._down,
                closed_cb=self._gone,
                error_cb=self._fault,
            )
            self.connected.set()
        except Exception:
            log.exception("bus.refused")
            self.closed.set()

    async def _up(self) -> None:
        self.connected.set()

    async def _down(self) -> None:
        self.losses += 1
        self.connected.clear()

    async def _gone(self) -> None:
        self.closed.set()

    async def _fault(self, error: Exception) -> None:
        log.warning("bus.error", error=repr(error))

    @property
    def facts(self) -> str:
        """The stream of this service's facts."""
        return self.name.upper()

    @property
    def states(self) -> str:
        """The stream of this service's snapshots."""
        return f"{self.name.upper()}_STATE"

    async def declare(self, stream: str, *, after: int = 0) -> None:
        """Make one of this service's two streams where it is missing; else it is left alone.

        It numbers on `after` its last life, whose numbers its readers remember as read.
        """
        try:
            await self._js.stream_info(stream)
        except NotFoundError:
            log.info("bus.stream_declared", stream=stream, after=after)
            states = stream == self.states
            wanted = config_of(self.name, states=states, replicas=self._replicas, after=after)
            await self._js.add_stream(wanted)

    async def stream(self, name: str, *, listed: bool = False) -> StreamFacts | None:
        """The stream as it is now; None when it does not exist."""
        return await facts_of(self._client, self._js, name, listed=listed)

    async def waiting(self, stream: str) -> tuple[int, int]:
        """How many events of a stream wait for this service, and how many are in its hands.

        Where the broker has no reader of ours, or cannot read how far it came, all of them wait.
        """
        try:
            found = await self._js.consumer_info(stream, self.name, timeout=ASK_SECONDS)
        except NotFoundError:
            return (await self._js.stream_info(stream)).state.messages, 0
        return found.num_pending or 0, found.num_ack_pending or 0

    async def publish(self, subject: str, body: bytes, headers: dict[str, str]) -> tuple[str, int]:
        """Store one message; answers the stream and the sequence number it got there.

        A repeat with the same `Nats-Msg-Id` is recognised by the server and gets the first number.
        """
        told = await self._js.publish(subject, body, timeout=ASK_SECONDS, headers=headers)
        return told.stream, told.seq

    async def pull(self, stream: str, subjects: list[str], take: Take) -> None:
        """Hand every message of a stream to `take`, in batches, until cancelled.

        A worker that starts says what is asked for. One that comes back takes nothing away: a
        newer version, which knows more subjects, may have started meanwhile.
        """
        back = False
        while True:
            try:
                await self.connected.wait()
                wanted = {*subjects, *(await self._asked(stream) if back else ())}
                await self._js.add_consumer(stream, self._consumer(wanted), timeout=ASK_SECONDS)
                back = True
                await PullLoop(self._client, stream, self.name).run(take)
            except NotFoundError:
                await asyncio.sleep(1)  # its producer has not declared the stream yet
            except BUS_ERRORS as error:
                log.warning("bus.pull_interrupted", stream=stream, error=repr(error))
                await asyncio.sleep(1)

    async def _asked(self, stream: str) -> list[str]:
        """The subjects this service's consumer asks for now; none where it is gone."""
        try:
            found = await self._js.consumer_info(stream, self.name, timeout=ASK_SECONDS)
        except NotFoundError:
            return []
        return found.config.filter_subjects or []

    def _consumer(self, subjects: set[str]) -> ConsumerConfig:
        return ConsumerConfig(
            durable_name=self.name,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT_SECONDS,
            max_deliver=-1,
            max_ack_pending=ACK_PENDING_MAX,
            filter_subjects=sorted(subjects),
        )


@asynccontextmanager
async def connect(name: str, settings: ServiceSettings) -> AsyncGenerator[Bus, None]:
    """A connection that is dialed in the background and comes back for ever."""
    client = Client()
    bus = Bus(name, client, replicas=settings.nats_replicas)
    dialing = asyncio.create_task(bus.dial(settings.nats_url.get_secret_value().split(",")))
    try:
        yield bus
    finally:
        dialing.cancel()
        with contextlib.suppress(*BUS_ERRORS):
            await client.close()
