"""The database dies and comes back: callers are told to wait, and nothing is done twice."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import delete, event, func, select

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from shared.access import Role
from shared.crypto import Vault
from shared.engine import engine_of
from shared.idempotency import IdempotencyRow
from shared.migrations import runner
from shared.outbox import OutboxRow
from shared.policy import Policy
from shared.regions import RegionReplica
from shared.settings import ServiceSettings
from shared.testing.kit import ServiceKit

ANSWER_SECONDS = 10.0
BACK_SECONDS = 10.0
pytestmark = pytest.mark.usefixtures("ttl")

Mortal = tuple[ServiceKit, RegionReplica, PostgresServer]


@pytest.fixture(scope="module")
def server(
    place: Path, free_port: Callable[[], int], credentials: Credentials
) -> Generator[PostgresServer, None, None]:
    """A PostgreSQL that may be killed."""
    made = PostgresServer(place / "mortal", free_port())
    made.start()
    databases.prepare(made.url, credentials)
    yield made
    made.stop()


@pytest.fixture
async def mortal(
    server: PostgresServer, credentials: Credentials, procurement_parts: Any
) -> AsyncGenerator[Mortal, None]:
    """Procurement on a PostgreSQL of its own, with the connections it has in production."""
    url = {
        who: databases.address(
            server.url, "procurement", who, credentials.password("procurement", who)
        )
        for who in ("owner", "app")
    }
    await asyncio.to_thread(runner.upgrade, "procurement", url["owner"])
    settings = ServiceSettings(database_url=SecretStr(url["app"]), keys_file=procurement_parts.keys)
    engine = engine_of(settings, "test")
    kit = ServiceKit(procurement_parts.programs, engine, Vault.load(procurement_parts.keys))
    await kit.start()
    city = await kit.region(level="city", kind="prefecture")
    yield kit, city, server
    async with kit.begin() as uow:
        for table in (Policy, IdempotencyRow, RegionReplica):
            await uow.session.execute(delete(table))
    await engine.dispose()


async def health(kit: ServiceKit) -> tuple[int, int]:
    live, ready = [await kit._client.get(path) for path in ("/livez", "/readyz")]
    return live.status_code, ready.status_code


async def test_callers_are_told_to_wait_and_then_it_goes_on(
    mortal: Mortal, publication: Any
) -> None:
    kit, city, server = mortal
    admin = kit.actor(Role.CITY_ADMIN, region=city)
    assert await health(kit) == (200, 200)

    async def publish(key: str) -> httpx.Response:
        return await kit.post("/policies", publication(city), as_=admin, key=key)

    assert (await publish("before-the-outage")).status_code == 201
    server.kill()
    began = time.monotonic()
    down = await publish("during-the-outage")
    took = time.monotonic() - began
    assert await health(kit) == (200, 503)
    statuses = await _while(asyncio.to_thread(server.start), lambda: publish("during-the-outage"))
    back = await _until_done(lambda: publish("during-the-outage"))
    repeated = await publish("before-the-outage")

    assert (down.status_code, down.json()["type"]) == (503, "/problems/overloaded")
    assert down.headers["retry-after"] == "1"
    assert took < ANSWER_SECONDS
    assert statuses <= {503, 201}, "never a fault of ours"
    assert repeated.headers["idempotent-replayed"] == "true"
    assert await health(kit) == (200, 200)
    async with kit.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(Policy)) == 2
    assert json.loads(back.content)["name"] == "kernel.ttl"


async def test_a_kill_amid_commits_never_doubles_or_loses_one(
    mortal: Mortal, publication: Any
) -> None:
    kit, city, server = mortal
    admin = kit.actor(Role.CITY_ADMIN, region=city)
    statuses: set[int] = set()

    async def persist(number: int) -> None:
        async with asyncio.timeout(60):
            while True:
                answer = await kit.post(
                    "/policies", publication(city), as_=admin, key=f"persistent-key-{number}"
                )
                statuses.add(answer.status_code)
                if answer.status_code == 201:
                    return
                await asyncio.sleep(0.1)

    async def kill_twice() -> None:
        for _ in range(2):
            await asyncio.sleep(0.15)
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)

    await asyncio.gather(kill_twice(), *(persist(number) for number in range(24)))

    async with kit.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(Policy)) == 24
        assert await uow.session.scalar(select(func.count()).select_from(OutboxRow)) == 0
    assert statuses <= {201, 409, 503}


FAILING = """
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {how}; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER failing AFTER INSERT ON policy {when}
  FOR EACH ROW EXECUTE FUNCTION fail()"""
CANNOT = {
    "disk full": "RAISE 'no room' USING ERRCODE = '53100'",
    "out of memory": "RAISE 'no memory' USING ERRCODE = '53200'",
    "I/O error": "RAISE 'could not read' USING ERRCODE = '58030'",
    "a file is missing": "RAISE 'could not open' USING ERRCODE = '58P01'",
    "it only reads": "RAISE 'read-only transaction' USING ERRCODE = '25006'",
    "it gave up waiting": "RAISE 'idle in transaction' USING ERRCODE = '25P03'",
    "it crashes": "RAISE 'of another process' USING ERRCODE = '57P02'",
    "the connection ends": "PERFORM pg_terminate_backend(pg_backend_pid())",
}
MOMENTS = {"": "", " at the COMMIT": "DEFERRABLE INITIALLY DEFERRED"}


async def test_what_the_database_cannot_do_now_is_never_an_error_of_ours(
    mortal: Mortal, publication: Any
) -> None:
    kit, city, server = mortal
    admin = kit.actor(Role.CITY_ADMIN, region=city)
    told: dict[str, tuple[int, int]] = {}

    for number, (name, how) in enumerate(CANNOT.items()):
        for moment, when in MOMENTS.items():
            key = f"a-key-of-its-own-{number}{moment}"
            async with owner(server) as connection:
                await connection.execute(FAILING.format(how=how, when=when))
            down = await kit.post("/policies", publication(city), as_=admin, key=key)
            async with owner(server) as connection:
                await connection.execute("DROP FUNCTION fail CASCADE")
            back = await kit.post("/policies", publication(city), as_=admin, key=key)
            told[name + moment] = (down.status_code, back.status_code)

    assert told == {name + moment: (503, 201) for name in CANNOT for moment in MOMENTS}


async def test_a_database_that_takes_no_connection_is_an_outage(
    mortal: Mortal, publication: Any
) -> None:
    kit, city, server = mortal
    admin = kit.actor(Role.CITY_ADMIN, region=city)
    engine = kit.database._sessions.kw["bind"]

    async def publish() -> int:
        answer = await kit.post(
            "/policies", publication(city), as_=admin, key="always-the-same-key"
        )
        return answer.status_code

    async with owner(server) as connection:
        await connection.execute("ALTER DATABASE procurement CONNECTION LIMIT 0")
    await engine.dispose()
    full = await publish()
    async with owner(server) as connection:
        await connection.execute("ALTER DATABASE procurement CONNECTION LIMIT -1")
    event.listen(engine.sync_engine, "connect", _end)
    ended = await publish()
    event.remove(engine.sync_engine, "connect", _end)

    assert (full, ended, await publish()) == (503, 503, 201)


def _end(connection: Any, _: object) -> None:
    """The server goes down as soon as it has let somebody in."""
    connection.driver_connection.terminate()


@contextlib.asynccontextmanager
async def owner(server: PostgresServer) -> AsyncGenerator[Any, None]:
    """A superuser at the service's database."""
    connection = await asyncpg.connect(server.url, database="procurement")
    try:
        yield connection
    finally:
        await connection.close()


async def _while(job: Any, ask: Any) -> set[int]:
    """The statuses of what is asked over and over while a job runs."""
    task = asyncio.ensure_future(job)
    statuses: set[int] = set()
    while not task.done():
        statuses.add((await ask()).status_code)
        await asyncio.sleep(0.02)
    await task
    return statuses


async def _until_done(ask: Any) -> httpx.Response:
    async with asyncio.timeout(BACK_SECONDS):
        while True:
            answer: httpx.Response = await ask()
            if answer.status_code == 201:
                return answer
            assert answer.status_code in (409, 503)
            await asyncio.sleep(0.1)
