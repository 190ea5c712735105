"""Two services on committed databases, and a broker of their own."""

import shutil
from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from deploy.local.nats import NatsServer
from shared import ids
from tests.sides import Side


@pytest.fixture
def broker(place: Path, free_port: Callable[[], int]) -> Generator[NatsServer, None, None]:
    folder = place / f"crash-{ids.new()}"
    server = NatsServer(folder, free_port())
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def teller(
    registry_parts: Any, broker: NatsServer, free_port: Callable[[], int]
) -> AsyncGenerator[Side, None]:
    """The registry, which tells of organizations."""
    side = Side("registry", registry_parts, broker, free_port())
    yield side
    await side.clean()


@pytest.fixture
async def hearer(
    procurement_parts: Any, broker: NatsServer, free_port: Callable[[], int]
) -> AsyncGenerator[Side, None]:
    """Procurement, which hears of them."""
    side = Side("procurement", procurement_parts, broker, free_port())
    yield side
    await side.clean()
