"""Events that wait: how fast relay and consumer work them off, against client and driver alone.

`python -m benchmarks.backlog [EVENTS]`. The relay's ceiling publishes the same bytes, as many in
flight, and waits for each acknowledgement; it reads and marks no outbox. The consumer's pulls the
same bytes, inserts and commits one row for each, as many in hand, and acknowledges it twice. All
of it is one process with one core, so what an event costs it in CPU is printed, too.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import uvloop
from pydantic import SecretStr
from sqlalchemy import text

from benchmarks.bare_bus import Bare
from benchmarks.events import organization
from benchmarks.ground import RUNS, Ground, free_port, ground, report, told
from deploy.local.credentials import Credentials
from deploy.local.nats import NatsServer
from services.needs.worker import HANDLERS
from shared import bus, clock, ids, logs, serve
from shared.consumer import Consumer
from shared.contracts.procurement import ContractSigned
from shared.crypto import Vault
from shared.database import Database
from shared.delivery import envelope
from shared.engine import engine_of
from shared.events import Event
from shared.relay import Relay
from shared.settings import ServiceSettings

EVENTS = 3_000
AT_ONCE = 500
LOOK_SECONDS = 0.1
SETTLE_SECONDS = 300.0
TODAY = clock.now()
HEARER = "needs"
MICROSECONDS = 1_000_000
_TOLD = text("SELECT * FROM outbox WHERE position > :known ORDER BY position")
_KNOWN = text("SELECT coalesce(max(position), 0) FROM outbox")
_HEARD = text("SELECT count(*), max(handled_at) FROM inbox WHERE handled_at > :since")


def contract(_: int) -> ContractSigned:
    """A fact of procurement that needs has a handler for, and that changes nothing there."""
    return ContractSigned(
        project_id=ids.new(), cluster_id=None, region_id=ids.new(), record_sha256="0" * 64,
        at=TODAY, contract_id=ids.new(), organization_id=ids.new(), value_fen=26_800_000,
        starts_on=TODAY.date(), ends_on=TODAY.date(),
    )  # fmt: skip


KINDS: tuple[tuple[str, str, Callable[[int], Event]], ...] = (
    ("facts", "PROCUREMENT", contract),
    ("states", "REGISTRY_STATE", organization),
)
"""What is told, and in which stream: facts take effect one by one, states are copied together."""


class Side:
    """One service's database and place at the broker, in this process."""

    def __init__(self, given: Ground, name: str) -> None:
        self.name = name
        keys = Credentials.keys_file(given.services.stack, name)
        self.settings = ServiceSettings(
            database_url=SecretStr(given.url(name)),
            nats_url=SecretStr(given.nats.url_for(name)),
            keys_file=keys,
        )
        self.engine = engine_of(self.settings, f"{name}-bench")
        self.database = Database(self.engine, Vault.load(keys))

    async def tell(self, events: list[Event]) -> list[tuple[str, bytes]]:
        """Commit events; their ids and what will be published of them."""
        async with self.engine.connect() as connection:
            known = await connection.scalar(_KNOWN)
        for first in range(0, len(events), AT_ONCE):
            async with self.database.begin(operation="bench") as uow:
                uow.emit(*events[first : first + AT_ONCE])
        async with self.engine.connect() as connection:
            rows = await connection.execute(_TOLD, {"known": known})
            return [(str(row.id), envelope(self.name, row)) for row in rows]

    async def relay(self, link: bus.Bus) -> float:
        """Publish everything that waits; the seconds that took."""
        relay = Relay(link, self.engine, self.database)
        async with self.engine.connect() as raw:
            connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
            await relay.guard(connection)
            began = time.monotonic()
            while (await relay.publish(connection))[0]:
                pass
            return time.monotonic() - began

    async def hear(self, link: bus.Bus, stream: str, number: int) -> float:
        """Let so many events take effect; the seconds to the last."""
        consumer = Consumer(self.name, HANDLERS, self.database)
        began = clock.machine()
        pulling = asyncio.create_task(consumer.run(link, stream, HANDLERS.streams()[stream]))
        async with asyncio.timeout(SETTLE_SECONDS):
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                async with self.engine.connect() as connection:
                    heard = (await connection.execute(_HEARD, {"since": began})).one()
                if heard[0] == number:
                    break
        pulling.cancel()
        await asyncio.gather(pulling, return_exceptions=True)
        return float((heard[1] - began).total_seconds())


async def costing(work: Any, number: int) -> tuple[float, float]:
    """Events a second, and microseconds of this process's CPU for each."""
    before = time.process_time()
    seconds = await work
    return number / seconds, MICROSECONDS * (time.process_time() - before) / number


async def turn(
    sides: tuple[Side, bus.Bus, Side, bus.Bus], stream: str, bare: Bare, events: list[Event]
) -> dict[str, tuple[float, float]]:
    """Each of the four once, over the same events."""
    teller, out, hearer, into = sides
    bodies, number = await teller.tell(events), len(events)
    return {
        "relay": await costing(teller.relay(out), number),
        "publish": await costing(bare.publish(bodies), number),
        "consumer": await costing(hearer.hear(into, stream, number), number),
        "consume": await costing(bare.consume(number), number),
    }


async def measure(given: Ground, url: str, number: int) -> None:
    """All in turn, warmed up; medians."""
    hearer = Side(given, HEARER)
    async with AsyncExitStack() as all_:
        bare = await all_.enter_async_context(Bare.at(url, given.postgres.url))
        into = await all_.enter_async_context(bus.connect(HEARER, hearer.settings))
        await into.connected.wait()
        for kind, stream, make in KINDS:
            name = stream.partition("_")[0].lower()
            teller = Side(given, name)
            out = await all_.enter_async_context(bus.connect(name, teller.settings))
            await out.connected.wait()
            sides = (teller, out, hearer, into)
            await turn(sides, stream, bare, [make(one) for one in range(number // 10)])
            turns = [
                await turn(sides, stream, bare, [make(one) for one in range(number)])
                for _ in range(RUNS)
            ]
            for ours, ceiling in (("relay", "publish"), ("consumer", "consume")):
                for place, unit in ((0, "a second"), (1, "µs of CPU an event")):
                    mine, best = ([one[of][place] for one in turns] for of in (ours, ceiling))
                    report(f"{ours}, {kind}", unit, mine, best)
            await teller.engine.dispose()
        await hearer.engine.dispose()


def main() -> None:
    """Start the servers, measure, end them."""
    (number,) = told(__doc__, events=EVENTS)
    logs.start("bench", "backlog")
    with ground("registry", "procurement", HEARER) as given:
        free = NatsServer(given.services.stack.data / "free-nats", free_port())
        free.prepare()
        serve.settle()
        with given.running(free.program):
            uvloop.run(measure(given, free.url, number))


if __name__ == "__main__":
    main()
