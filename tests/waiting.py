"""Tests hold a lock until somebody waits for it: then the other is where it is meant to be."""

import asyncio

from sqlalchemy import text

from shared.db import UnitOfWork

WAITED_FOR = text(
    "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


async def until_waited_for(uow: UnitOfWork) -> None:
    """Until somebody waits for what this transaction holds."""
    while not await uow.session.scalar(WAITED_FOR):  # noqa: ASYNC110 - a lock sets no event
        await asyncio.sleep(0.01)
