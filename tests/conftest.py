"""Real PostgreSQL and NATS, started once; each test sees an empty world."""

import asyncio
import gc
import importlib
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import structlog
import uvloop
from pydantic import SecretStr
from pydantic_core import from_json
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.nats import NatsServer
from deploy.local.ports import is_free
from deploy.local.postgres import PostgresServer
from deploy.local.stack import Stack
from shared import edge
from shared.crypto import Vault
from shared.engine import STATEMENTS_KEPT
from shared.migrations import runner
from shared.testing.kit import Programs, ServiceKit
from tests import savepoints

hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")  # no test fails on time
gc.set_threshold(50_000, 20, 50)  # collecting was a fifteenth of the time of a test

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Tests crash the servers' clients, not the machine; tests that do bring servers of their own."""


PORTS = 16_000
"""The first port of tests: below those that the system gives to clients by itself."""
PORTS_EACH = 900
"""For each process of a run that is spread over the cores."""
PORT_STEP = 4
"""A stack counts up from its first port, one for each service."""
LONGEST = ("journeys", "security", "local")
"""Folders that are begun with, so that no core waits for the other in the end."""


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests run on the event loop that the programs run on."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.hookimpl(wrapper=True, tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Spread over the cores, a file stays in one process, and so do all that share the stack."""
    places = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    for item in items:
        shared = "running_stack" in getattr(item, "fixturenames", ())
        apart = "running_api" in getattr(item, "fixturenames", ())
        group = "running stack" if shared else item.nodeid if apart else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    yield
    # pytest has put all that share the event loop side by side, across the files
    items.sort(key=lambda item: (item.path.parent.name not in LONGEST, places[item.path]))


def pytest_collection_finish() -> None:
    """What all tests import stays to the end: it is never looked through for what may go."""
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _plain_logs() -> None:
    """A fault is logged without the local variables that structlog's console shows by default."""
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )


@pytest.fixture(autouse=True, scope="session")
def _no_hurry() -> Generator[None, None, None]:
    """A busy machine may stand still for longer than a caller is let wait; tests of it say so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edge, "REQUEST_SECONDS_MAX", 300.0)
        yield


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Finds ports that nobody listens on, and that no other process of this run is given."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = iter(range(PORTS + number * PORTS_EACH, PORTS + (number + 1) * PORTS_EACH, PORT_STEP))

    def find() -> int:
        return next(port for port in ports if all(map(is_free, range(port, port + PORT_STEP))))

    return find


@pytest.fixture(scope="session")
def place() -> Generator[Path, None, None]:
    """A folder that the servers' unprivileged user may reach."""
    folder = Path(tempfile.mkdtemp(prefix="sanshe-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(place: Path, free_port: Callable[[], int]) -> Generator[PostgresServer, None, None]:
    """A PostgreSQL 18 of this test run."""
    server = PostgresServer(place / "postgres", free_port(), settings=FAST)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def nats_server(place: Path, free_port: Callable[[], int]) -> Generator[NatsServer, None, None]:
    """A JetStream of this test run."""
    server = NatsServer(place / "nats", free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def credentials(place: Path, postgres: PostgresServer) -> Credentials:
    """The roles and keys of this test run; the four empty databases exist."""
    made = Credentials(Stack(data=place / "stack"))
    databases.prepare(postgres.url, made)
    return made


@pytest.fixture(scope="session")
def address(postgres: PostgresServer, credentials: Credentials) -> Callable[[str, str], str]:
    """The address of a service's migrated database for `owner` or `app`."""
    migrated: set[str] = set()

    def find(service: str, role: str) -> str:
        url = {
            who: databases.address(postgres.url, service, who, credentials.password(service, who))
            for who in ("owner", "app")
        }
        if service not in migrated:
            runner.upgrade(service, url["owner"])
            migrated.add(service)
        return url[role]

    return find


@pytest.fixture(scope="session")
def keys_of(place: Path, credentials: Credentials) -> Callable[[str], Path]:
    """The file with a service's keys."""
    del credentials

    def find(service: str) -> Path:
        return Credentials.keys_file(Stack(data=place / "stack"), service)

    return find


@dataclass(frozen=True)
class ServiceParts:
    """What a service under test is made of; `url` is the application role's."""

    url: str
    programs: Programs
    keys: Path
    engine: AsyncEngine
    """Kept from test to test: statements are compiled and prepared once."""


def _engine(url: str) -> AsyncEngine:
    kept = {"prepared_statement_cache_size": STATEMENTS_KEPT}
    made = create_async_engine(url, json_deserializer=from_json, connect_args=kept)
    savepoints.by_depth(made)
    return made


@pytest.fixture(scope="session")
async def parts_of(
    address: Callable[[str, str], str], keys_of: Callable[[str], Path]
) -> AsyncGenerator[Callable[[str], ServiceParts], None]:
    """A service as its composition roots put it together, on its migrated database."""
    made: list[ServiceParts] = []

    def find(service: str) -> ServiceParts:
        app: Any = importlib.import_module(f"services.{service}.app")
        worker: Any = importlib.import_module(f"services.{service}.worker")
        settings: Any = importlib.import_module(f"services.{service}.settings")
        url = address(service, "app")
        given = settings.Settings(database_url=SecretStr(url), keys_file=keys_of(service))
        programs = Programs(service, app.build(given), worker.HANDLERS, worker.TIMERS)
        parts = ServiceParts(url, programs, keys_of(service), _engine(url))
        made.append(parts)
        return parts

    yield find
    for parts in made:
        await parts.engine.dispose()


async def _kit(parts: ServiceParts) -> AsyncGenerator[ServiceKit, None]:
    async with parts.engine.connect() as connection:
        outer = await connection.begin()
        kit = ServiceKit(parts.programs, connection, Vault.load(parts.keys))
        await kit.start()
        yield kit
        await outer.rollback()


@pytest.fixture(scope="session")
def registry_parts(parts_of: Callable[[str], ServiceParts]) -> ServiceParts:
    """The registry service's parts."""
    return parts_of("registry")


@pytest.fixture
async def registry(registry_parts: ServiceParts) -> AsyncGenerator[ServiceKit, None]:
    """The registry service on its database; rolled back after the test."""
    async for kit in _kit(registry_parts):
        yield kit


@pytest.fixture(scope="session")
def needs_parts(parts_of: Callable[[str], ServiceParts]) -> ServiceParts:
    """The needs service's parts."""
    return parts_of("needs")


@pytest.fixture
async def needs(needs_parts: ServiceParts) -> AsyncGenerator[ServiceKit, None]:
    """The needs service on its database; rolled back after the test."""
    async for kit in _kit(needs_parts):
        yield kit


@pytest.fixture(scope="session")
def procurement_parts(parts_of: Callable[[str], ServiceParts]) -> ServiceParts:
    """The procurement service's parts."""
    return parts_of("procurement")


@pytest.fixture
async def procurement(procurement_parts: ServiceParts) -> AsyncGenerator[ServiceKit, None]:
    """The procurement service on its database; rolled back after the test."""
    async for kit in _kit(procurement_parts):
        yield kit


@pytest.fixture(scope="session")
def credit_parts(parts_of: Callable[[str], ServiceParts]) -> ServiceParts:
    """The credit service's parts."""
    return parts_of("credit")


@pytest.fixture
async def credit(credit_parts: ServiceParts) -> AsyncGenerator[ServiceKit, None]:
    """The credit service on its database; rolled back after the test."""
    async for kit in _kit(credit_parts):
        yield kit
