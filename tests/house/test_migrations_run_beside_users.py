"""Migrations run while people work: squawk reads the SQL that each of them really executes."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from deploy.docs.sources import SERVICES
from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from shared.migrations import runner
from tests.own_database import addresses, make

FIRST_RELEASE = {"kernel": 2, "registry": 3, "needs": 5, "procurement": 4, "credit": 5}
"""Up to these everything is made on empty tables, where nobody waits for a lock.

Until there is a release, a new revision that cannot do without locks may raise its number here.
"""

LEFT_OUT = {
    "require-statement-timeout": "lock_timeout bounds what others wait; a backfill may take long",
}
ACCEPTED: dict[tuple[str, str], str] = {
    ("procurement_0008", "ban-drop-constraint"): "the version before writes what both allow",
    ("procurement_0009", "ban-drop-constraint"): "a wider list of words takes its place at once",
    ("registry_0010", "ban-drop-constraint"): "one that allows more takes its place at once",
    ("needs_0009", "ban-drop-constraint"): "a wider list of words takes its place at once",
    ("needs_0011", "ban-drop-constraint"): "as above",
    ("needs_0015", "ban-drop-constraint"): "as above",
    ("registry_0007", "ban-drop-constraint"): "wider lists of states take their place at once",
}
"""(revision, rule): why it harms nobody all the same."""

SQUAWK = Path(sys.executable).parent / "squawk"
STAMP = re.compile(r"(?:INSERT INTO|UPDATE) alembic_version .*?'(\w+_\d+)'", re.DOTALL)
SETTING = "SET lock_timeout"


def squawk(sql: str) -> list[str]:
    """The rules that some SQL breaks, each with its line."""
    options = [f"--exclude={','.join(LEFT_OUT)}", "--pg-version=18", "--reporter=json"]
    told = subprocess.run(
        [SQUAWK, *options, "--stdin-filepath=migration.sql"],
        input=sql,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = sql.splitlines()
    return [f"{one['rule_name']}: {lines[one['line']]}" for one in json.loads(told.stdout)]


@pytest.fixture
def executed() -> Generator[list[str], None, None]:
    """Every statement that SQLAlchemy executes meanwhile."""
    told: list[str] = []

    def note(connection: Connection, _: Any, statement: str, *__: Any) -> None:
        alone = connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
        told.append(f"COMMIT;\n{statement};\nBEGIN" if alone else statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield told
    event.remove(Engine, "before_cursor_execute", note)


def by_revision(executed: list[str]) -> dict[str, str]:
    """The SQL of each revision: what was executed before Alembic wrote it down."""
    found: dict[str, str] = {}
    own: list[str] = []
    setting = [one for one in executed if one.startswith(SETTING)]
    for statement in executed:
        stamp = STAMP.search(statement)
        if stamp:
            body = [one.strip().rstrip(";") for one in ("BEGIN", *setting, *own, "COMMIT")]
            found[stamp[1]] = ";\n".join(body) + ";\n"
            own = []
        elif not statement.lstrip().startswith(("SELECT", SETTING)):
            own.append(statement)
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_no_migration_keeps_people_waiting(
    service: str, postgres: PostgresServer, credentials: Credentials, executed: list[str]
) -> None:
    name = f"{service}_again"
    asyncio.run(make(postgres, service, name))

    runner.upgrade(service, addresses(postgres, credentials, service, name)["owner"])

    migrations = by_revision(executed)
    assert {revision.rpartition("_")[0] for revision in migrations} == {"kernel", service}
    broken = {
        revision: [one for one in squawk(sql) if (revision, one.partition(":")[0]) not in ACCEPTED]
        for revision, sql in migrations.items()
        if int(revision.rpartition("_")[2]) > FIRST_RELEASE[revision.rpartition("_")[0]]
    }
    assert {revision: found for revision, found in broken.items() if found} == {}


HARMLESS = [
    "BEGIN",
    f"{SETTING} = '5s'",
    "ALTER TABLE need ADD COLUMN a TEXT",
    "ALTER TABLE need ADD CONSTRAINT ck_a CHECK (a <> '') NOT VALID",
    "COMMIT;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS ix_need_a ON need (a);\nBEGIN",
    "COMMIT",
]


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("ALTER TABLE need ALTER COLUMN beneficiaries TYPE bigint", "changing-column-type"),
        ("ALTER TABLE need ADD CONSTRAINT c CHECK (a <> '')", "constraint-missing-not-valid"),
        ("ALTER TABLE need DROP COLUMN title", "ban-drop-column"),
        ("ALTER TABLE need RENAME COLUMN title TO name", "renaming-column"),
        ("CREATE INDEX ix_need_a ON need (a)", "require-concurrent-index-creation"),
    ],
)
def test_what_would_keep_them_waiting_is_found(statement: str, rule: str) -> None:
    harmful = [*HARMLESS[:-1], statement, HARMLESS[-1]]

    assert squawk(";\n".join(HARMLESS) + ";\n") == []
    assert [one.partition(":")[0] for one in squawk(";\n".join(harmful) + ";\n")] == [rule]
