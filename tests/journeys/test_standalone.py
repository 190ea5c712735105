"""Each service alone with its PostgreSQL: the three others and the broker are not there."""

import asyncio
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from sqlalchemy import select

from deploy.local import databases, health
from deploy.local.credentials import Credentials
from deploy.local.nats import NatsServer
from deploy.local.postgres import PostgresServer
from deploy.local.program import Program
from deploy.local.services import Services
from deploy.local.stack import SERVICES, Stack
from shared import clock, ids
from shared.contracts.credit import StandingState
from shared.contracts.procurement import BriefRejected
from shared.events import Event
from shared.outbox import OutboxRow
from shared.serve import NICENESS
from tests.furnished import CITY, COMMUNITY, furnish, token, transaction

WAIT_SECONDS = 30.0
QUIET_SECONDS = 3.0
"""Several rounds of the relay."""
COMMANDS: dict[str, tuple[str, dict[str, Any]]] = {
    "registry": (
        "/organizations",
        {"tier": "filed", "legal_type": "community_group", "home_region_id": str(COMMUNITY)},
    ),
    "needs": (
        "/needs",
        {
            "region_id": str(COMMUNITY),
            "category_code": "repair.drain",
            "title": "下水道堵了",
            "description": "下水道堵了，厨房反水",
        },
    ),
}
"""A command of each service that takes any from people."""


def fact(service: str) -> Event:
    """What the two others announce of their own accord."""
    if service == "credit":
        return StandingState(
            organization_id=ids.new(), version=1, tier=1, frozen=False, arrears=False
        )
    return BriefRejected(cluster_id=ids.new(), region_id=CITY, reason="没有预算", at=clock.now())


@dataclass(frozen=True)
class Alone:
    """One service's two processes, its PostgreSQL, and a broker that may be started."""

    service: str
    services: Services
    api: Program
    worker: Program
    postgres: PostgresServer
    nats: NatsServer

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        port = self.services.stack.http_port(self.service)
        headers = {"Authorization": f"Bearer {token()}", "Idempotency-Key": f"key-{ids.new()}"}
        url = f"http://127.0.0.1:{port}/api/{self.service}/v1{path}"
        return httpx.request(method, url, json=body, headers=headers, timeout=15)

    def command(self) -> httpx.Response:
        """Something the service accepts from people, or, where it takes nothing yet, answers."""
        if self.service not in COMMANDS:
            return self.ask("GET", "/policies")
        path, body = COMMANDS[self.service]
        named = {"name": f"睦邻互助队{ids.new()}"} if self.service == "registry" else {}
        return self.ask("POST", path, body | named)

    def announce(self) -> None:
        """Have the service announce something, by a command of its own if it takes any."""
        answer = self.command()
        assert answer.status_code == (201 if self.service in COMMANDS else 200), (
            self.api.last_words(answer.text)
        )
        if self.service not in COMMANDS:
            asyncio.run(self._tell())

    async def _tell(self) -> None:
        async with transaction(self.services, self.service) as uow:
            uow.emit(fact(self.service))

    def untold(self) -> int:
        """How many events wait in the outbox."""
        return asyncio.run(self._untold())

    async def _untold(self) -> int:
        async with transaction(self.services, self.service) as uow:
            waiting = select(OutboxRow.id).where(OutboxRow.published_at.is_(None))
            return len((await uow.session.scalars(waiting)).all())

    def pids(self) -> tuple[int | None, int | None]:
        return self.api.pid, self.worker.pid

    def ready(self) -> tuple[bool, bool]:
        stack = self.services.stack
        ports = stack.http_port(self.service), stack.health_port(self.service)
        return health.is_ready(ports[0]), health.is_ready(ports[1])


def eventually(holds: Callable[[], bool]) -> None:
    limit = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.2)


@pytest.fixture(scope="module", params=SERVICES)
def alone(
    request: pytest.FixtureRequest, place: Path, free_port: Callable[[], int]
) -> Generator[Alone, None, None]:
    service = request.param
    ports: dict[str, Any] = {
        f"{name}_port": free_port() for name in ("api", "worker", "postgres", "nats")
    }
    stack = Stack(data=place / f"alone-{service}", **ports)
    credentials = Credentials(stack)
    postgres = PostgresServer(stack.data / "postgres", stack.postgres_port)
    users = {name: credentials.password(name, "nats") for name in SERVICES}
    nats = NatsServer(stack.data / "nats", stack.nats_port, users)
    postgres.start()
    services = Services(stack, credentials, postgres.url, nats.url)
    api, worker = services.api(service), services.worker(service)
    try:
        databases.prepare(postgres.url, credentials, [service])
        preparation = services.preparation([service])
        preparation.start()
        preparation.wait_done()
        asyncio.run(furnish(services, service))
        for program in (api, worker):
            program.start()
        for program in (api, worker):
            program.wait_ready()
        yield Alone(service, services, api, worker, postgres, nats)
    finally:
        for program in (api, worker, nats.program, postgres.program):
            program.stop()


def test_a_service_alone_takes_commands_and_tells_of_them_once_the_broker_is_there(
    alone: Alone,
) -> None:
    processes = alone.pids()
    before = alone.untold()

    alone.announce()
    time.sleep(QUIET_SECONDS)

    assert alone.untold() > before
    assert alone.ready() == (True, True)

    alone.nats.start()
    eventually(lambda: alone.untold() == 0)

    assert alone.pids() == processes


def test_a_worker_gives_way_to_the_api_that_people_wait_for(alone: Alone) -> None:
    api, worker = (psutil.Process(pid).nice() for pid in alone.pids())

    assert worker == api + NICENESS


def test_a_service_whose_database_dies_says_when_to_come_back_and_goes_on_by_itself(
    alone: Alone,
) -> None:
    if alone.nats.program.pid is None:
        alone.nats.start()
    processes = alone.pids()

    alone.postgres.kill()
    meanwhile = alone.command()

    assert meanwhile.status_code == 503, meanwhile.text
    assert int(meanwhile.headers["retry-after"]) > 0
    assert alone.ready() == (False, False)

    alone.postgres.start()
    eventually(lambda: alone.ready() == (True, True))
    alone.announce()
    eventually(lambda: alone.untold() == 0)

    assert alone.pids() == processes
