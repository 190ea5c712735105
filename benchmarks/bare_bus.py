"""The ceiling of the event path: the broker's client and the driver, and nothing else."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncGenerator, Iterable
from typing import Any

import asyncpg
import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig

STREAM, SUBJECT, DURABLE = "BENCH", "bench.event", "bench"
IN_FLIGHT = 64
"""Publications not yet acknowledged, as many as the relay has."""
HANDS = 6
"""Events worked on at once, as many as the consumer does."""
FETCH = 128
ASK_SECONDS = 5.0
EFFECT = "INSERT INTO effect (consumer, event_id) VALUES ($1, $2)"


class Bare:
    """A stream and a table of our own."""

    def __init__(self, client: Client, pool: Any) -> None:
        self._client = client
        self._js = client.jetstream(timeout=ASK_SECONDS)
        self._pool = pool

    @classmethod
    @contextlib.asynccontextmanager
    async def at(cls, url: str, database: str) -> AsyncGenerator["Bare", None]:
        """Connected, with everything made."""
        async with asyncpg.create_pool(database, min_size=HANDS, max_size=HANDS) as pool:
            await pool.execute(
                "CREATE TABLE effect (consumer text, event_id uuid,"
                " handled_at timestamptz NOT NULL DEFAULT clock_timestamp(),"
                " PRIMARY KEY (consumer, event_id))"
            )
            client = await nats.connect(url)
            made = cls(client, pool)
            await made._js.add_stream(name=STREAM, subjects=[SUBJECT])
            config = ConsumerConfig(durable_name=DURABLE, ack_policy=AckPolicy.EXPLICIT)
            await made._js.add_consumer(STREAM, config)
            yield made
            await client.close()

    async def publish(self, events: Iterable[tuple[str, bytes]]) -> float:
        """Store these events, each by its id; the seconds that took."""
        left = iter(events)

        async def some() -> None:
            for event_id, body in left:
                await self._js.publish(SUBJECT, body, headers={"Nats-Msg-Id": event_id})

        began = time.monotonic()
        await asyncio.gather(*(some() for _ in range(IN_FLIGHT)))
        return time.monotonic() - began

    async def consume(self, number: int) -> float:
        """Pull so many events, insert one row for each, acknowledge twice; the seconds it took."""
        arrived: asyncio.Queue[Msg] = asyncio.Queue()
        inbox = self._client.new_inbox()
        subscription = await self._client.subscribe(inbox, cb=arrived.put)
        ask = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{DURABLE}"
        left = itertools.count(number, -1)

        async def some() -> None:
            while (rest := next(left)) > 0:
                if (number - rest) % FETCH == 0:
                    wanted = f'{{"batch":{min(FETCH, rest)},"expires":30000000000}}'
                    await self._client.publish(ask, wanted.encode(), reply=inbox)
                message = await arrived.get()
                event_id = (message.headers or {})["Nats-Msg-Id"]
                await self._pool.execute(EFFECT, DURABLE, event_id)
                await message.ack_sync(timeout=ASK_SECONDS)

        began = time.monotonic()
        await asyncio.gather(*(some() for _ in range(HANDS)))
        took = time.monotonic() - began
        await subscription.unsubscribe()
        return took
