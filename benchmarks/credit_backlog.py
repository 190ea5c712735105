"""Earning from a backlog: facts that waited in the broker become credits.

`python -m benchmarks.credit_backlog`; a thousand orders of twenty organizations, each confirmed and
rated.
"""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - seeds the databases

from benchmarks.credit_ground import Ledger, ledger, verdict
from benchmarks.credit_http import REGION, organization, seed
from benchmarks.ground import RUNS, told
from deploy.local.credentials import Credentials
from shared import clock, ids
from shared.contracts.needs import OrderConfirmed, SurveyAnswered
from shared.crypto import Vault
from shared.database import Database

ORDERS = 1_000
"""Each is confirmed and rated: two facts."""
SETTLE_SECONDS = 600.0


async def tell(made: Ledger, *, apart: bool) -> None:
    """Put a backlog of facts into the outbox of needs: orders confirmed and rated.

    `apart` says that all the ratings come last, as they do when a worker was away for a day.
    """
    engine = create_async_engine(made.ground.url("needs"))
    keys = Credentials.keys_file(made.ground.services.stack, "needs")
    database, at = Database(engine, Vault.load(keys)), clock.now() - timedelta(hours=1)
    orders = [_order(number, at) for number in range(ORDERS)]
    facts = [fact for pair in orders for fact in pair]
    if apart:
        facts = [done for done, _ in orders] + [rated for _, rated in orders]
    for first in range(0, len(facts), 100):
        async with database.begin(operation="bench") as uow:
            uow.emit(*facts[first : first + 100])
    await engine.dispose()


def _order(number: int, at: Any) -> tuple[OrderConfirmed, SurveyAnswered]:
    named: dict[str, Any] = {
        "order_id": ids.new(), "need_id": ids.new(), "team_id": ids.new(),
        "organization_id": organization(number), "region_id": REGION,
    }  # fmt: skip
    done = OrderConfirmed(
        **named, at=at, category_code="0101", kind="menu", household_id=None, beneficiaries=1,
        vulnerable=False, team_members=3, minutes=60,
    )  # fmt: skip
    rated = SurveyAnswered(
        **named, at=at + timedelta(minutes=30), survey_id=ids.new(), solved="yes", contacted=True,
        flagged=False, score=5,
    )  # fmt: skip
    return done, rated


async def scalar(url: str, query: str) -> Any:
    """One answer of a database."""
    connection = await asyncpg.connect(url)
    found = await connection.fetchval(query)
    await connection.close()
    return found


async def until(url: str, query: str) -> None:
    """Wait for a database to answer true."""
    connection = await asyncpg.connect(url)
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            if await connection.fetchval(query):
                break
            await asyncio.sleep(0.5)
    await connection.close()


async def facts_a_second(made: Ledger, known: int) -> float:
    """From the first to the last fact of the backlog that took effect."""
    connection = await asyncpg.connect(made.url("owner"))
    times = await connection.fetch(
        "SELECT handled_at FROM inbox ORDER BY handled_at OFFSET $1", known
    )
    await connection.close()
    took: timedelta = times[-1][0] - times[0][0]
    return len(times) / took.total_seconds()


def backlog(made: Ledger, *, apart: bool) -> float:
    """Facts a second that become credits, by one worker."""
    services = made.ground.services
    asyncio.run(tell(made, apart=apart))
    needs = made.ground.url("needs").replace("+asyncpg", "")
    known = asyncio.run(scalar(made.url("owner"), "SELECT count(*) FROM inbox"))
    with made.ground.running(services.worker("needs")):
        waiting = "SELECT NOT EXISTS (SELECT FROM outbox WHERE published_at IS NULL)"
        asyncio.run(until(needs, waiting))
    with made.ground.running(services.worker("credit")):
        done = f"SELECT count(*) >= {known + 2 * ORDERS} FROM inbox"  # noqa: S608
        asyncio.run(until(made.url("owner"), done))
    return asyncio.run(facts_a_second(made, known))


def main() -> None:
    """Put the facts there, then let one worker loose on them; each backlog is used up by it."""
    told(__doc__)
    with ledger("needs") as made:
        made.run(seed, "owner")
        for apart, name in ((False, "each order's at once"), (True, "all ratings last")):
            found = [backlog(made, apart=apart) for _ in range(RUNS)]
            said = f"earning from a backlog, {name}"
            verdict(said, found, target=1_000, unit=" facts a second")


if __name__ == "__main__":
    main()
