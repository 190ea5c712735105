"""Every process goes by its database's clock (`shared/clock.py`)."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from shared import clock
from shared.database import Database

ASK_SECONDS = 15.0
"""How often the time is asked for; between that the monotonic clock drifts by microseconds."""

log = structlog.get_logger()


async def take_time(database: Database) -> None:
    """Ask once, and go by the answer."""
    before = clock.now()
    async with database.begin(operation="clock") as uow:
        told = (await uow.session.execute(select(func.clock_timestamp()))).scalar_one()
        after = clock.now()
    clock.follow(told, before=before, after=after)


@asynccontextmanager
async def keeping_time(database: Database) -> AsyncGenerator[None, None]:
    """Ask before the block and while it runs; without an answer the last one is carried on."""
    await _try(database)
    asking = asyncio.create_task(_again(database))
    try:
        yield
    finally:
        asking.cancel()


async def _again(database: Database) -> None:
    while True:
        await asyncio.sleep(ASK_SECONDS)
        await _try(database)


async def _try(database: Database) -> None:
    try:
        await take_time(database)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        log.warning("clock.not_told", error=repr(error)[:300])
