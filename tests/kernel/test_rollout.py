"""Two versions of a worker share one consumer: the older one takes nothing from the newer."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from deploy.local.nats import NatsServer
from shared import bus
from shared.pull import Incoming
from shared.settings import ServiceSettings
from shared.worker import end

KNOWN, NEW = "registry.team.filed.v1", "registry.team.renamed.v1"
WAIT_SECONDS = 30.0


@pytest.fixture
def broker(tmp_path: Path, free_port: Callable[[], int]) -> Generator[NatsServer, None, None]:
    server = NatsServer(tmp_path, free_port())
    server.start()
    yield server
    server.stop()


class Worker:
    """What a worker that knows these subjects took."""

    def __init__(self, *subjects: str) -> None:
        self.subjects = subjects
        self.took: list[str] = []

    async def take(self, batch: list[Incoming]) -> None:
        for incoming in batch:
            if incoming.subject in self.subjects:
                await incoming.done()
                self.took.append(incoming.subject)
            else:
                await incoming.not_ours()

    @asynccontextmanager
    async def working(self, settings: ServiceSettings) -> AsyncGenerator[None, None]:
        async with bus.connect("needs", settings) as link:
            pulling = asyncio.create_task(link.pull("REGISTRY", [*self.subjects], self.take))
            try:
                yield
            finally:
                await end([pulling])


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        while not holds():  # noqa: ASYNC110 - a list sets no event
            await asyncio.sleep(0.05)


async def told(teller: bus.Bus, subject: str) -> None:
    """Published once the broker answers."""
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            with suppress(*bus.BUS_ERRORS):
                await teller.publish(subject, b"", {})
                return
            await asyncio.sleep(0.05)


async def asked_for(teller: bus.Bus, *subjects: str) -> None:
    """Wait until the consumer is asked for these."""
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            found: Any = await teller._js.consumer_info("REGISTRY", "needs")
            if found.config.filter_subjects == [*subjects]:
                return
            await asyncio.sleep(0.05)


async def test_an_old_worker_that_reconnects_leaves_a_newer_one_what_it_asked_for(
    broker: NatsServer, procurement_parts: Any
) -> None:
    settings = ServiceSettings(
        database_url=SecretStr("postgresql+asyncpg://nowhere/none"),
        keys_file=procurement_parts.keys,
        nats_url=SecretStr(broker.url),
    )
    old, new = Worker(KNOWN), Worker(KNOWN, NEW)
    async with bus.connect("registry", settings) as teller:
        await teller.connected.wait()
        await teller.declare(teller.facts)
        async with old.working(settings):
            await told(teller, KNOWN)
            await until(lambda: old.took == [KNOWN])
            async with new.working(settings):
                await asked_for(teller, KNOWN, NEW)
            broker.stop()
            broker.start()
            await told(teller, KNOWN)
            await until(lambda: old.took == [KNOWN] * 2)
            await told(teller, NEW)
            await told(teller, KNOWN)
            await until(lambda: old.took == [KNOWN] * 3)
        async with new.working(settings):
            await until(lambda: new.took == [NEW])
