"""A draft of the earning policy applied to the past, by one worker.

`python -m benchmarks.credit_simulation [EARNINGS]`; 100,000 earnings unless told, of one city's
organizations in two years, among as many other postings. Each draft is applied to all of them:
one with other figures, and one that counts a household's orders over another time, for which every
order's turn must be counted anew.
"""

import asyncio
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import psutil
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - asks as an officer

from benchmarks.credit_backlog import until
from benchmarks.fill import Size, fill_database
from benchmarks.ground import Ground, ground, load, told
from deploy.local.credentials import Credentials
from services.credit.policy.model import EarningPolicy
from services.credit.simulation.use_cases import request_simulation
from shared import clock
from shared.crypto import Vault
from shared.database import Database

ORDERED = 3 / 5
"""Of the province's needs become orders that earn (benchmarks/province)."""
ORGANIZATIONS = 2_500
WAIT_SECONDS = 900.0

_CITY = "SELECT id FROM region_replica WHERE parent_id IS NULL"
_IDLE = "SELECT NOT EXISTS (SELECT FROM timer WHERE due_at <= now())"
_LONGEST = (
    "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float"
    " FROM pg_stat_activity WHERE application_name = 'credit-worker'"
)
_SAID = "SELECT done_at IS NOT NULL, conversions, organizations FROM simulation WHERE id = $1"


@dataclass
class Seen:
    """What was seen of a simulation from outside."""

    seconds: float = 0.0
    conversions: int = 0
    organizations: int = 0
    transaction: float = 0.0
    """The longest that was seen open, in seconds."""
    memory: float = 0.0
    """The most the worker held, in MB."""


def history(earnings: int) -> Size:
    """One city, whose orders earn so much."""
    needs = round(earnings / ORDERED)
    return replace(
        Size.of(ORGANIZATIONS / 250_000), cities=1, districts=10, organizations=ORGANIZATIONS,
        needs=needs, transfers=needs,
    )  # fmt: skip


async def request(made: Ground, city: UUID, **figures: Any) -> UUID:
    """Draft a policy for the city and let it be simulated; answers the simulation."""
    engine = create_async_engine(made.url("credit"))
    vault = Vault.load(Credentials.keys_file(made.services.stack, "credit"))
    now = clock.now()
    async with Database(engine, vault).begin(operation="bench", at=now) as uow:
        shipped = await uow.session.scalar(select(EarningPolicy).where(EarningPolicy.number == 1))
        assert shipped is not None
        draft = EarningPolicy(
            region_id=city,
            valid_from=now + timedelta(days=30),
            source="bench",
            document=shipped.document | figures,
        )
        uow.add(draft)
        await uow.flush()
        first = now.date() - timedelta(days=1_000)
        asked = await request_simulation(uow, policy=draft, first=first, last=now.date())
    await engine.dispose()
    return asked.id


async def simulate(made: Ground, worker: psutil.Process, **figures: Any) -> Seen:
    """Apply a draft, and watch."""
    await until(made.url("credit").replace("+asyncpg", ""), _IDLE)
    root = await asyncpg.connect(made.postgres.url, database="credit")
    simulation = await request(made, await root.fetchval(_CITY), **figures)
    began, seen = time.monotonic(), Seen()
    async with asyncio.timeout(WAIT_SECONDS):
        done = False
        while not done:
            await asyncio.sleep(0.02)
            done, seen.conversions, seen.organizations = await root.fetchrow(_SAID, simulation)
            seen.transaction = max(seen.transaction, await root.fetchval(_LONGEST))
            seen.memory = max(seen.memory, worker.memory_info().rss / 1e6)
    seen.seconds = time.monotonic() - began
    await root.close()
    return seen


def main() -> None:
    """Make the history, then simulate both drafts."""
    (earnings,) = told(__doc__, earnings=100_000)
    with ground("credit") as made:
        vault = Vault.load(Credentials.keys_file(made.services.stack, "credit"))
        url = made.services.database_url("credit", "owner")
        asyncio.run(fill_database("credit", url, vault, history(earnings)))
        program = made.services.worker("credit")
        with made.running(program):
            worker = psutil.Process(program.pid)
            for name, figures in (
                ("other figures", {"vulnerable": 13_000, "unanswered": 7_000}),
                ("another time for households", {"household_days": 60}),
            ):
                seen = asyncio.run(simulate(made, worker, **figures))
                print(
                    f"{name}: {seen.conversions:,} earnings of {seen.organizations:,} organizations"
                    f" in {seen.seconds:.1f} s; longest transaction {seen.transaction:.2f} s,"
                    f" worker {seen.memory:.0f} MB; {load()}"
                )


if __name__ == "__main__":
    main()
