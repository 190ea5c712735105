"""What the containers are handed, and how their health is asked for."""

import asyncio
import contextlib
import functools
import os
import resource
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import nats
import psutil
import pytest
import yaml

from deploy.compose import healthy, migrated, prepare
from deploy.local.credentials import Credentials
from deploy.local.nats import configuration
from deploy.local.postgres import PostgresServer, binaries
from deploy.local.stack import ROOT, SERVICES, Stack
from shared.migrations import runner
from tests.own_database import addresses, make

NATS_SERVER = Path(sysconfig.get_path("scripts")) / "nats-server"
FILE_BYTES = 256 * 1024
START_SECONDS = 30


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    return Stack(data=tmp_path_factory.mktemp("master"))


def test_secrets_are_made_once(master: Stack) -> None:
    assert prepare.mounts(master) == prepare.mounts(master)


def test_only_migrations_know_the_owner_and_only_what_serves_knows_the_keys(master: Stack) -> None:
    mounts = prepare.mounts(master)

    for service in SERVICES:
        assert set(mounts[service]) == {
            f"{service}_{secret}" for secret in ("database_url", "nats_url", "keys.json")
        }
        assert set(mounts[f"{service}-migrate"]) == {
            f"{service}_{secret}" for secret in ("database_url", "migration_url")
        }
        assert f"//{service}_app:" in mounts[service][f"{service}_database_url"]
        assert f"//{service}_owner:" in mounts[f"{service}-migrate"][f"{service}_migration_url"]


def test_nobody_knows_the_superuser_but_who_makes_the_databases(master: Stack) -> None:
    mounts = prepare.mounts(master)
    superuser = mounts["postgres"]["password"]

    assert {
        name
        for name, folder in mounts.items()
        if any(superuser in text for text in folder.values())
    } == {"postgres", "databases"}


def test_the_registry_alone_gets_the_secret_of_a_mini_program(master: Stack) -> None:
    before = prepare.mounts(master)
    (master.data / prepare.WECHAT_SECRET).write_text("an-app-secret")
    after = prepare.mounts(master)

    new = {name: folder.keys() - before[name].keys() for name, folder in after.items()}
    given = {name: files for name, files in new.items() if files}
    assert given == {"registry": {"registry_wechat_secret"}}


def test_psql_is_let_in_where_postgresql_runs(
    master: Stack, durable_postgres: PostgresServer, tmp_path: Path
) -> None:
    told, password = prepare.mounts(master)["postgres"], urlsplit(durable_postgres.url).password
    file = tmp_path / "pgpass"
    file.touch(mode=0o600)
    file.write_text(told[file.name].replace(told["password"], password or ""))
    psql, port = str(binaries() / "psql"), str(durable_postgres.port)
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["postgres"]

    done = subprocess.run(
        [psql, "-w", "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-tAc", "SELECT 'in'"],
        env=os.environ | {"PGPASSFILE": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "in\n", done.stderr
    assert compose["environment"]["PGPASSFILE"] == "/run/secrets/pgpass"


def test_commands_beside_the_containers_know_who_signs_in(master: Stack) -> None:
    passwords = prepare.mounts(master)["demo"]

    assert set(passwords) == {"admin-password", "import-password"}
    assert len(set(passwords.values())) == 2


def test_the_broker_accepts_its_configuration(master: Stack, tmp_path: Path) -> None:
    written = prepare.mounts(master)["nats"]["nats.conf"]
    (tmp_path / "nats.conf").write_text(written)

    checked = subprocess.run(
        [NATS_SERVER, "-t", "-c", tmp_path / "nats.conf"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
    assert "sync_interval: always" in written


@dataclass
class Broker:
    """A broker as its container starts and looks at it."""

    process: asyncio.subprocess.Process
    port: int
    place: Path

    async def health(self) -> int:
        store = self.place / "store"
        asked = ("sh", self.place / "health.sh", store, str(self.process.pid), self.place)
        done = await asyncio.create_subprocess_exec(*asked, stdout=asyncio.subprocess.DEVNULL)
        return await done.wait()

    async def ended(self) -> int:
        async with asyncio.timeout(START_SECONDS):
            return await self.process.wait()


@pytest.fixture
async def started(
    master: Stack, tmp_path: Path, free_port: Callable[[], int]
) -> AsyncIterator[Broker]:
    """A healthy one."""
    if shutil.which("busybox") is None:
        pytest.skip("busybox is not installed: not run")
    port, monitor = free_port(), free_port()
    for name in ("start.sh", "health.sh"):
        script = prepare.mounts(master)["nats"][name].replace("8222", str(monitor))
        (tmp_path / name).write_text(script.replace("exec nats-server", f"exec {NATS_SERVER}"))
    told = configuration("127.0.0.1", port, tmp_path / "store", None)
    (tmp_path / "nats.conf").write_text(f'{told}http: "127.0.0.1:{monitor}"\n')
    (tmp_path / "silent").touch()
    process = await asyncio.create_subprocess_exec(
        *("sh", tmp_path / "start.sh", tmp_path / "store", tmp_path / "nats.conf", tmp_path),
        stderr=asyncio.subprocess.DEVNULL,
    )
    broker = Broker(process, port, tmp_path)
    try:
        async with asyncio.timeout(START_SECONDS):
            while await broker.health():
                assert process.returncode is None, "one that only starts is not ended"
        yield broker
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()


async def test_a_broker_that_refuses_to_store_though_there_is_room_is_ended(
    started: Broker,
) -> None:
    largest = functools.partial(psutil.Process(started.process.pid).rlimit, psutil.RLIMIT_FSIZE)
    client = await nats.connect(f"nats://127.0.0.1:{started.port}", allow_reconnect=False)
    stream = client.jetstream(timeout=0.5)
    await stream.add_stream(name="NEEDS", subjects=["needs.>"])
    largest((FILE_BYTES, resource.RLIM_INFINITY))
    with pytest.raises(nats.errors.TimeoutError):
        await stream.publish("needs.a", b"." * FILE_BYTES)
    largest((resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    with pytest.raises(nats.errors.TimeoutError):
        await stream.publish("needs.a", b".")

    assert await started.health() == 1

    assert await started.ended() == 0
    await client.close()


async def test_a_broker_whose_store_is_deleted_is_ended(started: Broker) -> None:
    shutil.rmtree(started.place / "store")

    assert await started.health() == 1

    assert await started.ended() == 0


async def test_a_broker_that_says_nothing_twice_is_ended(started: Broker) -> None:
    script = started.place / "health.sh"
    script.write_text(script.read_text().replace("timeout 10", "timeout 1"))
    psutil.Process(started.process.pid).suspend()

    assert await started.health() == 1
    assert await started.health() == 1

    psutil.Process(started.process.pid).resume()
    assert await started.ended() != 0


@pytest.mark.parametrize(
    ("command", "told", "port"),
    [
        ("python -m services.needs.app ", {}, 8000),
        ("python -m services.needs.app ", {"NEEDS_HTTP_PORT": "8102"}, 8102),
        ("/sbin/docker-init -- python -m services.credit.worker ", {}, 8001),
        ("python -m services.credit.worker ", {"CREDIT_WORKER_PORT": "8204"}, 8204),
        ("python -m services.credit.migrations ", {}, None),
    ],
)
def test_the_health_check_knows_what_its_container_runs(
    command: str, told: dict[str, str], port: int | None
) -> None:
    assert healthy.port_of(command, told) == port


def test_an_older_version_starts_on_newer_tables_and_a_newer_one_waits() -> None:
    tables = ["kernel_0004", "needs_0009"]

    assert migrated.missing(["kernel_0004", "needs_0008"], tables) == []
    assert migrated.missing(["kernel_0005", "needs_0010"], tables) == ["kernel_0005", "needs_0010"]
    assert migrated.missing(["needs_0001"], []) == ["needs_0001"]


async def test_a_program_is_started_once_its_tables_are_there(
    postgres: PostgresServer, credentials: Credentials, keys_of: Callable[[str], Path]
) -> None:
    await make(postgres, "needs", "needs_new")
    url = addresses(postgres, credentials, "needs", "needs_new")
    waiting = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.compose.migrated", "needs"),
        env={
            **os.environ,
            "NEEDS_DATABASE_URL": url["app"],
            "NEEDS_KEYS_FILE": str(keys_of("needs")),
        },
        stdout=asyncio.subprocess.PIPE,
    )
    assert waiting.stdout is not None
    async with asyncio.timeout(START_SECONDS):
        told = await waiting.stdout.readline()

    await asyncio.to_thread(runner.upgrade, "needs", url["owner"])

    assert told.startswith(b"waits for kernel_")
    async with asyncio.timeout(START_SECONDS):
        assert await waiting.wait() == 0
