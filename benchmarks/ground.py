"""What every benchmark stands on: real servers, real service processes, and how it reports."""

import argparse
import os
import shutil
import signal
import statistics
import sys
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.nats import NatsServer
from deploy.local.ports import is_free
from deploy.local.postgres import PostgresServer
from deploy.local.program import Program
from deploy.local.services import Services
from deploy.local.stack import SERVICES, Stack

RUNS = 3
"""Each figure is the median of so many runs, platform and ceiling in turn."""
PORT_STEP = 4
"""A stack counts up from its first port, one for each service."""
PORTS = iter(range(12_000, 20_000, PORT_STEP))
"""Below those that the system gives to clients by itself, and those of the tests."""


@dataclass(frozen=True)
class Ground:
    """Durable servers as `sanshe up` starts them, with migrated databases."""

    services: Services
    postgres: PostgresServer
    nats: NatsServer

    def url(self, service: str) -> str:
        """A service's database, for its application role."""
        return self.services.database_url(service, "app")

    @contextmanager
    def running(self, *programs: Program) -> Generator[None, None, None]:
        """These programs, ready; ended afterwards."""
        try:
            for program in programs:
                program.start()
            for program in programs:
                program.wait_ready()
            yield
        finally:
            for program in programs:
                program.stop()


@contextmanager
def ground(*services: str) -> Generator[Ground, None, None]:
    """Servers on free ports in a folder of their own, with the databases of these services."""
    folder = Path(tempfile.mkdtemp(prefix="sanshe-bench-"))
    folder.chmod(0o755)
    stack = Stack(
        data=folder, postgres_port=free_port(), nats_port=free_port(), gateway="off",
        api_port=free_port(), worker_port=free_port(),
    )  # fmt: skip
    credentials = Credentials(stack)
    postgres = PostgresServer(
        folder / "postgres", stack.postgres_port, settings={"track_commit_timestamp": "on"}
    )
    users = {name: credentials.password(name, "nats") for name in SERVICES}
    nats = NatsServer(folder / "nats", stack.nats_port, users)
    # SIGTERM ends a process where it stands; as an exception it passes through every `finally`.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        postgres.start()
        nats.start()
        databases.prepare(postgres.url, credentials)
        made = Services(stack, credentials, postgres.url, nats.url)
        preparation = made.preparation(services)
        try:
            preparation.start()
            preparation.wait_done()
        finally:
            preparation.stop()
        yield Ground(made, postgres, nats)
    finally:
        for impatience in (signal.SIGINT, signal.SIGTERM):
            signal.signal(impatience, signal.SIG_IGN)
        nats.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port with nobody at it nor at the three after it."""
    return next(port for port in PORTS if all(map(is_free, range(port, port + PORT_STEP))))


def load() -> str:
    """How busy the machine is, for the record."""
    one, five, _ = os.getloadavg()
    return f"load {one:.1f} (5 min {five:.1f}) on {os.cpu_count()} CPUs"


def told(about: str | None, **numbers: int) -> tuple[int, ...]:
    """What the command was told: each number, or what it is unless told; `--help` says it all."""
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks.{Path(sys.argv[0]).stem}",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name, unless in numbers.items():
        said = f"{unless:,} unless told"
        parser.add_argument(name, nargs="?", type=int, default=unless, help=said)
    given = parser.parse_args()
    return tuple(getattr(given, name) for name in numbers)


def report(name: str, unit: str, ours: Sequence[float], ceiling: Sequence[float]) -> None:
    """The medians, and the ratio of ours to the ceiling."""
    mine, best = statistics.median(ours), statistics.median(ceiling)
    print(f"{name}: {mine:.1f} {unit}, ceiling {best:.1f} {unit}, ratio {mine / best:.2f}")
    print(f"  runs {[round(x, 1) for x in ours]} / {[round(x, 1) for x in ceiling]}; {load()}")
