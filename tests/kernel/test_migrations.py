"""What the migration program of a service says of tables that it does not know."""

import asyncio
import os
import subprocess
import sys

import asyncpg

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from tests.own_database import addresses, make

NAME = "credit_of_others"
MADE = """
CREATE TABLE alembic_version (version_num text PRIMARY KEY);
INSERT INTO alembic_version VALUES ('credit_9999');
ALTER TABLE alembic_version OWNER TO credit_owner
"""


async def made_by_others(postgres: PostgresServer) -> None:
    await make(postgres, "credit", NAME)
    connection = await asyncpg.connect(postgres.url, database=NAME)
    await connection.execute(MADE)
    await connection.close()


def test_two_that_migrate_at_once_both_end_well(
    postgres: PostgresServer, credentials: Credentials
) -> None:
    asyncio.run(make(postgres, "needs", "needs_of_two"))
    url = addresses(postgres, credentials, "needs", "needs_of_two")["owner"]
    names = ("NEEDS_MIGRATION_URL", "NEEDS_DATABASE_URL")
    settings = dict.fromkeys(names, url) | {"NEEDS_KEYS_FILE": "unread"}
    command = [sys.executable, "-m", "services.needs.migrations"]

    started = [
        subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [one.communicate(timeout=60)[1] for one in started]

    assert [one.returncode for one in started] == [0, 0], told


def test_tables_that_other_migrations_made_are_refused_with_a_sentence(
    postgres: PostgresServer, credentials: Credentials
) -> None:
    asyncio.run(made_by_others(postgres))
    url = addresses(postgres, credentials, "credit", NAME)["owner"]
    settings = {
        "CREDIT_MIGRATION_URL": url,
        "CREDIT_DATABASE_URL": url,
        "CREDIT_KEYS_FILE": "unread",
    }

    told = subprocess.run(
        [sys.executable, "-m", "services.credit.migrations"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 1
    assert "credit: Can't locate revision identified by 'credit_9999'." in told.stderr
    assert "`make reset`" in told.stderr
    assert "Traceback" not in told.stderr
