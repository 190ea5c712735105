"""Waits until a service's tables are this version's: `python -m deploy.compose.migrated needs`.

Where nothing else keeps the order, a program is started after this: before its migration it would
refuse people and park what it hears. A database may be ahead: then an older version starts again.
"""

import asyncio
import importlib
import sys
from collections.abc import Iterable
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shared.engine import engine_of
from shared.migrations import runner

LOOK_SECONDS = 1.0


def missing(known: Iterable[str], applied: Iterable[str]) -> list[str]:
    """Which of the newest migrations a database has not come to."""
    reached = dict(one.split("_") for one in applied)
    branches = (one.split("_") for one in known)
    return [f"{branch}_{number}" for branch, number in branches if reached.get(branch, "") < number]


async def wait(service: str) -> None:
    """Return when the database is where this version's migrations lead, or further."""
    settings = importlib.import_module(f"services.{service}.settings").Settings()
    known = ScriptDirectory.from_config(runner.config(service, "")).get_heads()
    engine = engine_of(settings, "migrated")
    while left := missing(known, await _applied(engine)):
        sys.stdout.write(f"waits for {', '.join(left)}\n")
        sys.stdout.flush()
        await asyncio.sleep(LOOK_SECONDS)
    await engine.dispose()


async def _applied(engine: Any) -> list[str]:
    try:
        async with engine.connect() as connection:
            return [*await connection.scalars(text("SELECT version_num FROM alembic_version"))]
    except (SQLAlchemyError, OSError):  # no database yet, or no table in it
        return []


if __name__ == "__main__":
    asyncio.run(wait(sys.argv[1]))
