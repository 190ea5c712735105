"""How Alembic reaches a service's database; run by shared/migrations/runner.py only."""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Column, Connection, text
from sqlalchemy.dialects.postgresql import DOMAIN
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

ONE_MIGRATOR = 7_002
"""Advisory lock: two migrators wait for each other."""
TRY_AGAIN_SECONDS = 0.2


def _run(connection: Connection) -> None:
    given: dict[str, Any] = context.config.attributes
    context.configure(
        connection=connection,
        target_metadata=given["metadata"],
        include_object=given["include_object"],
        transaction_per_migration=True,
        compare_type=_differs,
    )
    with context.begin_transaction():
        connection.execute(text("SET lock_timeout = '5s'"))
        context.run_migrations()


def _differs(within: Any, found: Any, wanted: Any, *types: Any) -> bool | None:
    """A domain holds what its type holds; None leaves the question to Alembic."""
    if not isinstance(types[0], DOMAIN):
        return None
    differs: bool = within.impl.compare_type(Column(found.name, types[0].data_type), wanted)
    return differs


async def _connect() -> None:
    engine = create_async_engine(context.config.attributes["url"], poolclass=NullPool)
    async with engine.connect() as connection:
        # by trying: an index that is made beside users waits for whatever statement still runs
        while not await connection.scalar(text(f"SELECT pg_try_advisory_lock({ONE_MIGRATOR})")):
            await connection.commit()
            await asyncio.sleep(TRY_AGAIN_SECONDS)
        await connection.commit()
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


asyncio.run(_connect())
