"""The stack under test: real processes behind proxies, on disks of their own where that works."""

import asyncio
import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from pathlib import Path
from random import Random  # noqa: TID251 - a seed repeats a run
from typing import Any

import asyncpg
import psutil

from deploy.local import health, leftovers
from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from deploy.local.stack import ROOT, SERVICES, Stack
from deploy.local.up import STOP_ALL_SECONDS
from tests.chaos import disks
from tests.chaos.disks import Disk
from tests.chaos.proxy import Proxy
from tests.chaos.switches import PLACE, Switches

READY_SECONDS = 400.0
POSTGRES_MB = 1500
NATS_MB = 192
UP = (sys.executable, "-m", "tests.chaos.up")
PROXIES = ("CHAOS_API_POSTGRES", "CHAOS_WORKER_POSTGRES", "CHAOS_WORKER_NATS")


def say(line: str) -> None:
    """Tell whoever watches."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Ground:
    """Starts a stack below `place` on a block of 100 ports, and does things to it."""

    def __init__(self, place: Path, port: int, rng: Random) -> None:
        self.place = place
        self.stack = Stack(
            data=place / "data",
            gateway_port=port,
            api_port=port + 10,
            worker_port=port + 20,
            postgres_port=port + 30,
            nats_port=port + 40,
        )
        self.switches = Switches(place / "switches")
        targets = (self.stack.postgres_port, self.stack.postgres_port, self.stack.nats_port)
        self.proxies = {
            name: Proxy(port + 50 + number, target, rng)
            for number, (name, target) in enumerate(zip(PROXIES, targets, strict=True))
        }
        self.no_disks = ""
        """Why PostgreSQL and NATS have no disks of their own; empty if they have."""
        self.disks: dict[str, Disk] = {}

    @property
    def api_database(self) -> Proxy:
        """Between the APIs and PostgreSQL."""
        return self.proxies["CHAOS_API_POSTGRES"]

    @property
    def worker_database(self) -> Proxy:
        """Between the workers and PostgreSQL."""
        return self.proxies["CHAOS_WORKER_POSTGRES"]

    @property
    def broker(self) -> Proxy:
        """Between the workers and NATS."""
        return self.proxies["CHAOS_WORKER_NATS"]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None, None]:
        """The stack while the block runs; nothing of it is left."""
        self.place.mkdir(parents=True, exist_ok=True)
        self.place.chmod(0o755)
        self._make_disks()
        async with contextlib.AsyncExitStack() as on:
            on.callback(self._clear)
            for proxy in self.proxies.values():
                await on.enter_async_context(proxy.serving())
            up = await asyncio.to_thread(self.up)
            on.push_async_callback(asyncio.to_thread, self.end, up)  # the proxies serve on
            yield

    def _make_disks(self) -> None:
        self.no_disks = disks.why_not(self.place)
        if self.no_disks:
            return
        for name, megabytes in (("postgres", POSTGRES_MB), ("nats", NATS_MB)):
            disk = Disk(self.place / f"{name}.img", self.stack.data / name, megabytes=megabytes)
            disk.mount()
            self.disks[name] = disk

    def up(self, command: Sequence[str] = UP) -> subprocess.Popen[bytes]:
        """Start the stack, in the way of one version; return when everything answers."""
        ports = {
            f"SANSHE_{name.upper()}_PORT": str(getattr(self.stack, f"{name}_port"))
            for name in ("gateway", "api", "worker", "postgres", "nats")
        }
        through = {name: str(proxy.port) for name, proxy in self.proxies.items()}
        places = {"SANSHE_DATA": str(self.stack.data), PLACE: str(self.switches.directory)}
        environment = {**os.environ, **ports, **through, **places}
        log = self.place / "up.log"
        with log.open("wb") as out:
            up = subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=ROOT)
        limit = time.monotonic() + READY_SECONDS
        while "stops everything" not in " ".join(log.read_text().split()):
            if up.poll() is not None or time.monotonic() > limit:
                self.end(up)
                raise RuntimeError(log.read_text())
            time.sleep(0.2)
        return up

    def _clear(self) -> None:
        with contextlib.suppress(OSError):
            shutil.copytree(self.stack.logs, self.place / "logs", dirs_exist_ok=True)
        for disk in self.disks.values():
            disk.remove()
        shutil.rmtree(self.stack.data, ignore_errors=True)

    def end(self, up: subprocess.Popen[bytes]) -> None:
        """End the stack, and whatever of it outlived who looked after it."""
        up.terminate()
        try:
            up.wait(STOP_ALL_SECONDS)
        except subprocess.TimeoutExpired:
            up.kill()
            up.wait()
        leftovers.end(self.stack.state)

    def process(self, name: str) -> psutil.Process | None:
        """One process of the stack, if it runs now."""
        found = leftovers.find(self.stack.state).get(name)
        return None if found is None else found[0]

    def kill(self, name: str) -> None:
        """`kill -9`; the supervisor starts it again."""
        with contextlib.suppress(psutil.NoSuchProcess):
            if (process := self.process(name)) is not None:
                process.kill()

    def ask_to_end(self, name: str) -> None:
        """SIGTERM; the supervisor starts it again."""
        with contextlib.suppress(psutil.NoSuchProcess):
            if (process := self.process(name)) is not None:
                process.terminate()

    @contextlib.contextmanager
    def no_more_files(self, name: str) -> Iterator[None]:
        """While the block runs, it may open nothing beyond what it has open now."""
        usual = resource.getrlimit(resource.RLIMIT_NOFILE)  # it has inherited ours
        process = self.process(name)
        with contextlib.suppress(psutil.NoSuchProcess):
            if process is not None:
                process.rlimit(psutil.RLIMIT_NOFILE, (process.num_fds(), usual[1]))
        try:
            yield
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                if process is not None:
                    process.rlimit(psutil.RLIMIT_NOFILE, usual)

    @contextlib.contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """Stopped, with all its children, while the block runs."""
        process = self.process(name)
        tree = [] if process is None else [process, *process.children(recursive=True)]
        for one in tree:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for one in tree:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.send_signal(signal.SIGCONT)

    def cut_power(self, name: str) -> None:
        """What was not synced is lost; the supervisor starts the server again."""
        process = self.process(name)
        assert process is not None, name
        tree = [process, *process.children(recursive=True)]
        with self.stopped(name):
            self.disks[name].cut_power()
            for one in tree:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()

    def ready(self) -> bool:
        """Whether every program of every service answers."""
        ports = [port for name in SERVICES for port in self.ports_of(name)]
        return all(health.is_ready(port) for port in ports)

    def ports_of(self, service: str) -> tuple[int, int]:
        """Where a service's two programs tell their health."""
        return self.stack.http_port(service), self.stack.health_port(service)

    async def await_ready(self) -> None:
        """Return when every program answers."""
        async with asyncio.timeout(READY_SECONDS):
            while not await asyncio.to_thread(self.ready):  # noqa: ASYNC110 - a port sets no event
                await asyncio.sleep(0.2)

    @contextlib.asynccontextmanager
    async def database(self, service: str) -> AsyncGenerator[Any, None]:
        """A superuser's connection, not through a proxy."""
        server = PostgresServer(self.stack.data / "postgres", self.stack.postgres_port)
        connection = await asyncpg.connect(server.url, database=service, timeout=10)
        try:
            yield connection
        finally:
            await connection.close()

    async def rows(self, service: str, query: str, *given: object) -> list[Any]:
        """What a query finds in a service's database."""
        async with self.database(service) as connection:
            return list(await connection.fetch(query, *given))

    def nats_login(self, service: str) -> dict[str, str]:
        """How a service signs in at the broker."""
        password = Credentials(self.stack).password(service, "nats")
        url = f"nats://127.0.0.1:{self.stack.nats_port}"
        return {"servers": url, "user": service, "password": password}
