"""The ledger comes to another database server as rows, by pg_dump and pg_restore."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.postgres import UNPRIVILEGED_USER, PostgresServer, binaries
from deploy.local.stack import Stack

SEALED = """
WITH key AS (
  INSERT INTO checkpoint_key VALUES (gen_random_uuid(), 'public', 'private', now()) RETURNING id)
INSERT INTO checkpoint (number, xid_from, xid_upto, size, tree_size, root, previous, signed_at,
  key_id, hash, signature)
SELECT 1, 0, pg_current_xact_id()::text::bigint, 1, 1, 'r', 'p', now(), id, 'h', 's'
FROM key RETURNING xid_upto
"""


class Machine:
    """A database server, and the credentials of the services on it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.server = PostgresServer(folder / "postgres", port, settings={"fsync": "off"})
        stack = Stack(data=folder / "stack")
        credentials = Credentials(stack)
        self.server.start()
        databases.prepare(self.server.url, credentials)
        self.ledger = self.server.url.rpartition("/")[0] + "/credit"
        url = databases.address(
            self.server.url, "credit", "owner", credentials.password("credit", "owner")
        )
        keys = credentials.keys_file(stack, "credit")
        self.told = {"CREDIT_MIGRATION_URL": url, "CREDIT_DATABASE_URL": url}
        self.told["CREDIT_KEYS_FILE"] = str(keys)

    def migrate(self) -> subprocess.CompletedProcess[str]:
        """What runs before every start of the services."""
        return subprocess.run(
            [sys.executable, "-m", "services.credit.migrations"],
            env={**os.environ, **self.told},
            capture_output=True,
            text=True,
            check=False,
        )

    async def do(self, question: str) -> int:
        """What the ledger's database answers."""
        connection = await asyncpg.connect(self.ledger)
        try:
            return int(await connection.fetchval(question) or 0)
        finally:
            await connection.close()

    def count_from(self, epoch: str) -> None:
        """Stop, move the counter of transactions, start."""
        self.server.stop()
        user = UNPRIVILEGED_USER if os.geteuid() == 0 else None
        reset = [str(binaries() / "pg_resetwal"), f"--epoch={epoch}", str(self.server.data)]
        subprocess.run(reset, user=user, check=True, capture_output=True)
        self.server.start()


@pytest.fixture
def machines(place: Path, free_port: Callable[[], int]) -> Iterator[tuple[Machine, Machine]]:
    made = [Machine(place / name, free_port()) for name in ("here", "there")]
    yield made[0], made[1]
    for machine in made:
        machine.server.stop()


def test_nothing_starts_before_the_counter_of_transactions_was_moved(
    machines: tuple[Machine, Machine], place: Path
) -> None:
    here, there = machines
    here.count_from("2")
    assert here.migrate().returncode == 0
    sealed = asyncio.run(here.do(SEALED))

    rows = str(place / "rows")
    subprocess.run([binaries() / "pg_dump", "-Fc", "-f", rows, here.ledger], check=True)
    subprocess.run([binaries() / "pg_restore", "-d", there.ledger, rows], check=True)

    refused = there.migrate()
    assert refused.returncode == 1
    wanted = re.search(r"pg_resetwal --epoch=(\d+)", refused.stderr)
    assert wanted is not None, refused.stderr
    there.count_from(wanted[1])
    again = there.migrate()
    assert again.returncode == 0, again.stderr
    assert asyncio.run(there.do("SELECT pg_current_xact_id()::text::bigint")) > sealed
