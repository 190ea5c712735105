"""Every process goes by its database's clock (`shared/clock.py`)."""

import asyncio

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from shared import clock
from shared.db import Database

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


async def keep_time(database: Database) -> None:
    """Ask for ever; while the database is away, the last answer is carried on."""
    while True:
        try:
            await take_time(database)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("clock.not_told", error=repr(error)[:300])
        await asyncio.sleep(ASK_SECONDS)
