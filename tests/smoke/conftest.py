"""One API process at a time, as it is deployed, on a PostgreSQL and databases of its own."""

import asyncio
import contextlib
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from deploy.local.services import Services
from deploy.local.stack import Stack
from tests.furnished import furnish, token

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class RunningApi:
    """A service's API process, and somebody who may do everything in one city."""

    url: str
    log: Path
    token: str


@pytest.fixture(scope="module")
def services(place: Path, free_port: Callable[[], int]) -> Generator[Services, None, None]:
    stack = Stack(data=place / "smoke", api_port=free_port(), nats_port=free_port())
    server = PostgresServer(stack.data / "postgres", free_port(), settings=FAST)
    server.start()
    try:
        credentials = Credentials(stack)
        databases.prepare(server.url, credentials)
        yield Services(stack, credentials, server.url, f"nats://127.0.0.1:{stack.nats_port}")
    finally:
        server.stop()


@pytest.fixture
def running_api(services: Services) -> Callable[[str], AbstractContextManager[RunningApi]]:
    """Runs a service's API, on its migrated database, while a block runs."""

    @contextlib.contextmanager
    def run(service: str) -> Generator[RunningApi, None, None]:
        preparation, api = services.preparation([service]), services.api(service)
        preparation.start()
        preparation.wait_done()
        asyncio.run(furnish(services, service))
        api.start()
        try:
            api.wait_ready()
            address = f"http://127.0.0.1:{services.stack.http_port(service)}"
            yield RunningApi(f"{address}/api/{service}/v1", api.log, token())
        finally:
            api.stop()

    return run
