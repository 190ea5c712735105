"""Services on committed databases, side by side at one broker, with workers that can be killed."""

import asyncio
import contextlib
import multiprocessing
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import (  # noqa: TID251 - real connections
    AsyncEngine,
    create_async_engine,
)

from deploy.local.nats import NatsServer
from shared import bus, ids, regions
from shared.consumer import Consumer
from shared.contracts.registry import RegionState
from shared.crypto import Vault
from shared.database import Database
from shared.events import Event
from shared.handlers import Handlers
from shared.numbers import CounterRow
from shared.relay import Relay
from shared.settings import ServiceSettings
from shared.worker import end
from tests.crash import crashing_worker

ROOT = Path(__file__).parents[1]
TABLES = ("outbox", "inbox", "failure", "parked", "counter", "timer", "region_replica")
END_SECONDS = 30.0

FORKS = multiprocessing.get_context("forkserver")
"""Starts workers from a process that has imported them: that took longer than a test."""
FORKS.set_forkserver_preload(
    [crashing_worker.__name__, *(f"services.{name}.worker" for name in ("registry", "procurement"))]
)


def a_region(version: int = 1, region_id: UUID | None = None) -> RegionState:
    """A city as the registry tells of it."""
    found = region_id or ids.new()
    return RegionState(
        region_id=found,
        version=version,
        parent_id=None,
        path=regions.step(found),
        level="city",
        kind="prefecture",
        name=f"第{version}版",
        code="3205",
        status="active",
        urban_rural=None,
        households=None,
        population=None,
    )


async def eventually(holds: Callable[[], Awaitable[bool]], seconds: float = END_SECONDS) -> None:
    """Wait until something holds, with a limit."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - a database row sets no event
            await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def running(job: Any) -> AsyncGenerator[None, None]:
    """A job in the background while the block runs."""
    task = asyncio.create_task(job)
    try:
        yield
    finally:
        await end([task])
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Side:
    """One service: its database, its place at the broker, and its worker as a process."""

    def __init__(self, name: str, parts: Any, broker: NatsServer, port: int = 0) -> None:
        self.name = name
        self.port = port
        self.engine: AsyncEngine = create_async_engine(parts.url)
        self.settings = ServiceSettings(
            database_url=SecretStr(parts.url), keys_file=parts.keys, nats_url=SecretStr(broker.url)
        )
        self.database = Database(self.engine, Vault.load(parts.keys))
        self._log = broker.directory / f"{name}.log"
        prefix = name.upper()
        self._environment = {**os.environ} | {
            f"{prefix}_DATABASE_URL": parts.url,
            f"{prefix}_KEYS_FILE": str(parts.keys),
            f"{prefix}_NATS_URL": broker.url,
            f"{prefix}_WORKER_PORT": str(port),
        }

    async def tell(self, *events: Event) -> None:
        async with self.database.begin() as uow:
            uow.emit(*events)

    async def count(self, table: Any, *where: Any) -> int:
        async with self.database.begin() as uow:
            found = select(func.count()).select_from(table).where(*where)
            return await uow.session.scalar(found) or 0

    async def effects(self) -> int:
        """How many numbers were taken by what was heard, and by timers."""
        async with self.database.begin() as uow:
            return await uow.session.scalar(select(CounterRow.last)) or 0

    @contextlib.contextmanager
    def worker(self, crash_at: str = "") -> Generator[ForkServerProcess, None, None]:
        """The worker process while the block runs."""
        environment = self._environment | {"CRASH_AT": crash_at}
        given = (self.name, environment, self._log)
        process = FORKS.Process(target=crashing_worker.work, args=given)
        process.start()
        try:
            yield process
        finally:
            process.kill()
            process.join()
            process.close()

    async def crash(self, point: str) -> None:
        """Run the worker until it has killed itself at this point."""
        with self.worker(point) as process:
            async with asyncio.timeout(END_SECONDS):
                while process.is_alive():  # noqa: ASYNC110 - a process sets no event
                    await asyncio.sleep(0.05)
            assert process.exitcode == -9, self._log.read_text()[-3000:]

    @contextlib.asynccontextmanager
    async def relaying(self) -> AsyncGenerator[None, None]:
        """An ordinary relay of this service, in this process."""
        async with (
            bus.connect(self.name, self.settings) as link,
            running(Relay(link, self.engine, self.database).run()),
        ):
            yield

    @contextlib.asynccontextmanager
    async def hearing(self, handlers: Handlers) -> AsyncGenerator[None, None]:
        """An ordinary consumer of this service, in this process."""
        consumer = Consumer(self.name, handlers, self.database)
        async with bus.connect(self.name, self.settings) as link, contextlib.AsyncExitStack() as on:
            for stream, subjects in handlers.streams().items():
                await on.enter_async_context(running(consumer.run(link, stream, subjects)))
            yield

    async def clean(self) -> None:
        async with self.engine.begin() as connection:
            tables = [*TABLES, *(["organization_replica"] if self.name == "procurement" else [])]
            for table in tables:
                await connection.execute(text(f"DELETE FROM {table}"))
        await self.engine.dispose()
