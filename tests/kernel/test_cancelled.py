"""Whoever is cut off amid a transaction leaves nothing behind: no row, no connection in use."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import event, text

from shared import clock, ids
from shared.crypto import Vault
from shared.database import Database
from shared.deadlines import TimerRow
from shared.engine import engine_of
from shared.settings import ServiceSettings

HELD = text("SELECT pg_sleep(30)")


@pytest.fixture
async def engine(procurement_parts: Any) -> AsyncGenerator[Any, None]:
    """The connections a process has in production."""
    told = {"database_url": SecretStr(procurement_parts.url), "keys_file": procurement_parts.keys}
    made = engine_of(ServiceSettings(**told), "test")
    yield made
    await made.dispose()


@pytest.mark.parametrize("times", [1, 5])
@pytest.mark.parametrize("reading", [False, True])
async def test_what_is_cut_off_gives_its_connection_back(
    engine: Any, procurement_parts: Any, *, reading: bool, times: int
) -> None:
    database = Database(engine, Vault.load(procurement_parts.keys))
    subject = ids.new()
    held = asyncio.Event()
    event.listen(engine.sync_engine, "checkout", lambda *_: held.set())
    waits = asyncio.create_task(_write_and_wait(database, subject, reading=reading))
    await held.wait()

    for _ in range(times):  # a server that ends asks again at each of the steps of tidying up
        waits.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await waits

    assert engine.pool.checkedout() == 0
    async with database.begin() as uow:
        assert await uow.session.get(TimerRow, ("test.cut_off", subject)) is None


async def _write_and_wait(database: Database, subject: UUID, *, reading: bool) -> None:
    async with database.begin(reading=reading) as uow:
        if not reading:
            uow.add(TimerRow(kind="test.cut_off", subject_id=subject, due_at=clock.now()))
        await uow.session.execute(HELD)
