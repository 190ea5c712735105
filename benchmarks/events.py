"""From the commit of an event in one service to the commit of its effect in another.

`python -m benchmarks.events`. The ceiling is the same way without us: insert and commit, publish
and await the broker's acknowledgement, receive, insert and commit.
"""

import asyncio
import statistics
from uuid import UUID

import asyncpg
import nats
from nats.aio.msg import Msg
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - seeds the databases

from benchmarks.ground import RUNS, Ground, free_port, ground, report, told
from deploy.local.credentials import Credentials
from deploy.local.nats import NatsServer
from shared import clock, ids
from shared.contracts.registry import OrganizationState
from shared.crypto import Vault
from shared.database import Database

EVENTS = 100
PAUSE_SECONDS = 0.1
"""Ten events a second: a busy city, nobody's backlog."""
SETTLE_SECONDS = 60.0
COMMITTED = (
    "SELECT id, extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000 AS ms FROM {table}"
    " WHERE id = ANY($1)"
)
MILLISECONDS = 1000


def now() -> float:
    """Milliseconds since the epoch; PostgreSQL on the same machine reads the same clock."""
    return clock.now().timestamp() * MILLISECONDS


def organization(number: int) -> OrganizationState:
    """An organization as the registry tells it."""
    return OrganizationState(
        organization_id=ids.new(), version=1, name=f"第{number}互助队", tier="filed",
        legal_type="community_group", state="filed", home_region_id=ids.new(), founded_on=None,
    )  # fmt: skip


async def ours(given: Ground) -> list[float]:
    """Milliseconds from commit to commit, registry to needs, over the relay and the consumer."""
    engine = create_async_engine(given.url("registry"))
    keys = Credentials.keys_file(given.services.stack, "registry")
    database = Database(engine, Vault.load(keys))
    told: dict[UUID, float] = {}
    for number in range(EVENTS):
        event = organization(number)
        async with database.begin(operation="bench") as uow:
            uow.emit(event)
        told[event.organization_id] = now()
        await asyncio.sleep(PAUSE_SECONDS)
    await engine.dispose()
    needs = await asyncpg.connect(given.url("needs").replace("+asyncpg", ""))
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            query = COMMITTED.format(table="organization_replica")
            found = await needs.fetch(query, list(told))
            if len(found) == len(told):
                break
            await asyncio.sleep(PAUSE_SECONDS)
    await needs.close()
    return [float(row["ms"]) - told[row["id"]] for row in found]


def quantile(values: list[float], percent: int) -> float:
    """A percentile, by interpolation."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


async def bare(given: Ground, url: str) -> list[float]:
    """The same way with the driver and the client alone."""
    source = await asyncpg.connect(given.url("registry").replace("+asyncpg", ""))
    target = await asyncpg.connect(given.postgres.url)
    await target.execute("CREATE TABLE IF NOT EXISTS effect (id uuid PRIMARY KEY, body text)")
    bus = await nats.connect(url)
    stream = bus.jetstream()
    await stream.add_stream(name="BENCH", subjects=["bench.*"])
    took: list[float] = []
    told: dict[str, float] = {}

    async def effect(message: Msg) -> None:
        number = message.subject.removeprefix("bench.")
        insert = "INSERT INTO effect VALUES ($1::text::uuid, $2)"
        await target.execute(insert, number, message.data.decode())
        took.append(now() - told[number])

    await bus.subscribe("bench.*", cb=effect)
    keep = "INSERT INTO counter (heading, last) VALUES ($1, 1)"
    for number in range(EVENTS):
        event = organization(number)
        key = str(event.organization_id)
        await source.execute(keep, key)
        told[key] = now()
        await stream.publish(f"bench.{key}", event.model_dump_json().encode())
        await asyncio.sleep(PAUSE_SECONDS)
    await bus.close()
    await source.close()
    await target.close()
    return took


async def measure(given: Ground, url: str) -> None:
    """Both in turn; the medians of the percentiles."""
    await ours(given)  # warms the pools, the caches and the first streams
    runs = [(await ours(given), await bare(given, url)) for _ in range(RUNS)]
    for percent in (50, 99):
        mine = [quantile(took, percent) for took, _ in runs]
        ceiling = [quantile(took, percent) for _, took in runs]
        report(f"commit to effect p{percent}", "ms", mine, ceiling)


def main() -> None:
    """Start everything, measure, end everything."""
    told(__doc__)
    with ground("registry", "needs") as given:
        services = given.services
        free = NatsServer(services.stack.data / "free-nats", free_port())
        free.prepare()
        with given.running(services.worker("registry"), services.worker("needs"), free.program):
            asyncio.run(measure(given, free.url))


if __name__ == "__main__":
    main()
