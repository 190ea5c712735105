"""What was over before contacts were forgotten is forgotten in its time as well."""

from importlib import import_module

import asyncpg

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from tests.needs.test_need_plans import FILL
from tests.own_database import own_database

OVER: str = import_module("services.needs.migrations.versions.needs_0012_what_was_over_before").OVER
COUNTED = """
SELECT count(*) AS kept, count(*) FILTER (WHERE n.state = 'closed') AS closed,
  bool_and(r.until = n.submitted_at + interval '1096 days') AS in_time
FROM need n JOIN retention r ON r.need_id = n.id
"""


async def test_every_need_that_is_over_is_found_in_batches(
    postgres: PostgresServer, credentials: Credentials
) -> None:
    async with own_database(postgres, credentials, "needs", "needs_before") as urls:
        owner = await asyncpg.connect(urls["owner"].replace("+asyncpg", ""))
        await owner.execute(FILL)
        over = await owner.fetchval("SELECT count(*) FROM need WHERE state = 'closed'")

        for _ in range(2):
            await owner.execute(OVER.replace("10000", "3000"))

        found = dict(await owner.fetchrow(COUNTED))
        await owner.close()
    assert found == {"kept": over, "closed": over, "in_time": True}
