"""Earning from a backlog: facts that waited in the broker become credits.

`python -m benchmarks.credit_backlog`; orders confirmed and rated, of twenty organizations.
"""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - seeds the databases

from benchmarks.credit_ground import Ledger, ledger, verdict
from benchmarks.credit_http import REGION, organization, seed
from deploy.local.credentials import Credentials
from shared import clock, ids
from shared.contracts.needs import OrderConfirmed, SurveyAnswered
from shared.crypto import Vault
from shared.db import Database

FACTS = 300
SETTLE_SECONDS = 600.0


async def tell(made: Ledger) -> None:
    """Put a backlog of facts into the outbox of needs: orders confirmed, then rated."""
    engine = create_async_engine(made.ground.url("needs"))
    keys = Credentials.keys_file(made.ground.services.stack, "needs")
    database, at = Database(engine, Vault.load(keys)), clock.now() - timedelta(hours=1)
    for first in range(0, FACTS // 2, 50):
        async with database.begin(operation="bench") as uow:
            for number in range(first, first + 50):
                uow.emit(*_order(number, at))
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


async def until(url: str, query: str) -> None:
    """Wait for a database to answer true."""
    connection = await asyncpg.connect(url)
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            if await connection.fetchval(query):
                break
            await asyncio.sleep(0.5)
    await connection.close()


async def facts_a_second(made: Ledger) -> float:
    """From the first to the last fact of the backlog that took effect."""
    connection = await asyncpg.connect(made.url("owner"))
    spent: float = await connection.fetchval(
        "SELECT extract(epoch FROM max(handled_at) - min(handled_at))::float FROM inbox"
    )
    await connection.close()
    return FACTS / spent


def backlog(made: Ledger) -> None:
    """Facts a second that become credits, by one worker; once, for a backlog is used up."""
    services = made.ground.services
    asyncio.run(tell(made))
    needs = made.ground.url("needs").replace("+asyncpg", "")
    with made.ground.running(services.worker("needs")):
        waiting = "SELECT NOT EXISTS (SELECT FROM outbox WHERE published_at IS NULL)"
        asyncio.run(until(needs, waiting))
        with made.ground.running(services.worker("credit")):
            done = f"SELECT count(*) >= {FACTS} FROM inbox"  # noqa: S608
            asyncio.run(until(made.url("owner"), done))
    found = asyncio.run(facts_a_second(made))
    verdict("earning from a backlog", [found], target=1_000, unit=" facts a second")


def main() -> None:
    """Put the facts there, then let one worker loose on them."""
    with ledger("needs") as made:
        made.run(seed, "owner")
        backlog(made)


if __name__ == "__main__":
    main()
