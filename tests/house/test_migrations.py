"""The migrations, run on an empty database, make exactly what the models describe."""

import asyncio
import importlib
from collections.abc import Callable

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Enum

from deploy.docs.sources import SERVICES
from shared.migrations import runner

CHECKS = """
SELECT conrelid::regclass::text AS table, pg_get_constraintdef(oid) AS says
FROM pg_constraint WHERE contype = 'c' AND contypid = 0
UNION ALL SELECT attrelid::regclass::text, attname || ' ' || pg_get_constraintdef(c.oid)
FROM pg_constraint c JOIN pg_attribute ON atttypid = contypid WHERE contype = 'c' AND attrelid <> 0
"""
"""Those of tables, and those of the domains of their columns."""


def config_of(service: str, url: str) -> Config:
    for module in ("shared.numbers", f"services.{service}.app", f"services.{service}.worker"):
        importlib.import_module(module)  # together they register every table
    metadata = importlib.import_module(f"services.{service}.entity").METADATA
    return runner.config(service, url, metadata)


@pytest.mark.parametrize("service", SERVICES)
def test_models_and_migrations_agree(service: str, address: Callable[[str, str], str]) -> None:
    command.check(config_of(service, address(service, "owner")))


@pytest.mark.parametrize("service", SERVICES)
def test_a_second_upgrade_changes_nothing(service: str, address: Callable[[str, str], str]) -> None:
    config = config_of(service, address(service, "owner"))

    command.upgrade(config, "heads")

    command.check(config)


@pytest.mark.parametrize("service", SERVICES)
def test_a_history_is_one_line(service: str) -> None:
    script = ScriptDirectory.from_config(config_of(service, "unused"))

    heads = [script.get_revision(head) for head in script.get_heads()]
    branches = [label for head in heads for label in head.branch_labels]

    assert sorted({*branches}) == sorted(branches)
    assert {*branches} <= {"kernel", service}


@pytest.mark.parametrize("service", SERVICES)
def test_every_word_of_an_enum_may_be_stored(
    service: str, address: Callable[[str, str], str]
) -> None:
    """Alembic compares no CHECK: a new state would pass its check and fail at the first insert."""
    config = config_of(service, address(service, "owner"))
    checks = asyncio.run(_checks(address(service, "owner").replace("+asyncpg", "")))

    missing = [
        f"{table.name}.{column.name}: {word}"
        for metadata in config.attributes["metadata"]
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Enum)
        for word in column.type.enums
        if not any(
            check["table"].strip('"') == table.name
            and column.name in check["says"]
            and f"'{word}'" in check["says"]
            for check in checks
        )
    ]

    assert missing == []


async def _checks(url: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        found: list[asyncpg.Record] = await connection.fetch(CHECKS)
        return found
    finally:
        await connection.close()
