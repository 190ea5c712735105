"""The database server: real, durable, unprivileged; roles that can do what they should, no more."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import psutil
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.errors import CommandError
from deploy.local.postgres import PostgresServer
from deploy.local.program import ProgramError
from deploy.local.stack import Stack
from shared.engine import engine_of
from shared.settings import ServiceSettings

MIGRATION = """
CREATE TABLE need (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text);
CREATE FUNCTION post() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
CREATE FUNCTION secret() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 2';
GRANT EXECUTE ON FUNCTION post TO needs_app;
"""


@asynccontextmanager
async def session(url: str, database: str = "postgres") -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url, database=database)
    try:
        yield connection
    finally:
        await connection.close()


def url_of(postgres: PostgresServer, credentials: Credentials, role: str) -> str:
    password = credentials.password("needs", role)
    return databases.address(postgres.url, "needs", role, password).replace("+asyncpg", "")


@pytest.fixture(scope="module")
def credentials(
    durable_postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Credentials:
    made = Credentials(Stack(data=tmp_path_factory.mktemp("data")))
    databases.prepare(durable_postgres.url, made)
    return made


async def test_it_keeps_its_promises_on_disk_and_compares_text_by_code_point(
    durable_postgres: PostgresServer,
) -> None:
    async with session(durable_postgres.url) as connection:
        assert await connection.fetchval("SHOW fsync") == "on"
        assert await connection.fetchval("SHOW listen_addresses") == "127.0.0.1"
        locale = "SELECT datlocale FROM pg_database WHERE datname = $1 AND datlocprovider = 'b'"
        assert await connection.fetchval(locale, "postgres") == "C.UTF-8"


async def test_it_never_runs_as_root(durable_postgres: PostgresServer) -> None:
    assert psutil.Process(durable_postgres.program.pid).uids().effective != 0


async def test_a_wrong_password_is_refused(durable_postgres: PostgresServer) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(durable_postgres.url, password="guess")


@pytest.mark.parametrize(("mode", "answer"), [("disable", 1), ("require", "rejected SSL upgrade")])
async def test_a_service_takes_an_address_that_says_whether_to_use_tls_as_psql_does(
    durable_postgres: PostgresServer, mode: str, answer: int | str
) -> None:
    url = durable_postgres.url.replace("postgresql:", "postgresql+asyncpg:")
    settings = ServiceSettings(
        database_url=SecretStr(f"{url}?sslmode={mode}"), keys_file=Path("keys")
    )
    engine = engine_of(settings, "test")

    try:
        async with engine.connect() as connection:
            told = await connection.scalar(text("SELECT 1"))
    except ConnectionError as error:
        told = str(error)
    await engine.dispose()

    assert told == answer or str(answer) in str(told)


async def test_committed_rows_survive_a_kill(tmp_path: Path, free_port: Callable[[], int]) -> None:
    server = PostgresServer(tmp_path / "postgres", free_port())
    server.start()
    async with session(server.url) as connection:
        await connection.execute("CREATE TABLE kept AS SELECT 7 AS number")

    server.kill()
    server.start()

    async with session(server.url) as connection:
        assert await connection.fetchval("SELECT number FROM kept") == 7
    server.stop()


async def test_an_unfinished_initdb_is_no_cluster(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    (tmp_path / "postgres" / "data.unfinished" / "global").mkdir(parents=True)

    server = PostgresServer(tmp_path / "postgres", free_port())
    server.start()

    assert server.program.pid is not None
    server.stop()
    assert server.program.pid is None


def test_a_taken_port_is_told_with_the_log(
    durable_postgres: PostgresServer, tmp_path: Path
) -> None:
    second = PostgresServer(tmp_path / "second", durable_postgres.port)

    with pytest.raises(ProgramError, match="Address already in use"):
        second.start()


async def test_the_owner_migrates_and_the_app_only_uses(
    durable_postgres: PostgresServer, credentials: Credentials
) -> None:
    async with session(url_of(durable_postgres, credentials, "owner"), "needs") as owner:
        await owner.execute(MIGRATION)

    async with session(url_of(durable_postgres, credentials, "app"), "needs") as app:
        await app.execute("INSERT INTO need (title) VALUES ('下水道堵了')")
        assert await app.fetchval("SELECT post()") == 1
        for forbidden in ("DROP TABLE need", "CREATE TABLE mine ()", "SELECT secret()"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await app.execute(forbidden)


async def test_a_service_cannot_enter_another_ones_database(
    durable_postgres: PostgresServer, credentials: Credentials
) -> None:
    for role in ("owner", "app"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(url_of(durable_postgres, credentials, role), database="credit")


def test_preparing_again_changes_nothing(
    durable_postgres: PostgresServer, credentials: Credentials
) -> None:
    databases.prepare(durable_postgres.url, credentials)


def test_passwords_and_keys_are_made_once_and_are_nobody_elses(tmp_path: Path) -> None:
    stack = Stack(data=tmp_path / "data")

    first, second = Credentials(stack), Credentials(stack)

    assert first.password("needs", "app") == second.password("needs", "app")
    assert first.admin == second.admin
    files = [file for file in stack.data.rglob("*") if file.is_file()]
    assert len(files) == 6
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_suite_set_to_nothing_is_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANSHE_CRYPTO_SUITE", "")

    Credentials(Stack(data=tmp_path))

    assert '"index": "intl:' in (tmp_path / "keys" / "needs.json").read_text()


def test_keys_that_are_gone_are_not_made_anew_where_there_may_be_data(tmp_path: Path) -> None:
    stack = Stack(data=tmp_path / "data")
    Credentials(stack)
    lost = Credentials.keys_file(stack, "needs")
    lost.unlink()

    with pytest.raises(CommandError, match=r"needs\.json is gone: put your copy back"):
        Credentials(stack)

    assert not lost.exists()
