"""A stack of the load's own, and what its processes use."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil

from benchmarks.ground import free_port
from deploy.local import health, leftovers
from deploy.local.program import Program
from deploy.local.services import Services
from deploy.local.stack import Stack

READY_SECONDS = 180.0
STOP_SECONDS = 120.0
UP = [sys.executable, "-c", "from deploy.local.cli import app; app()", "up"]
MIB = 1024 * 1024


@contextmanager
def running_stack() -> Iterator[Services]:
    """The stack as `sanshe up` runs it, in a folder that is thrown away."""
    folder = Path(tempfile.mkdtemp(prefix="sanshe-load-"))
    folder.chmod(0o755)
    names = ("API", "WORKER", "POSTGRES", "NATS")
    ports = {f"SANSHE_{name}_PORT": str(free_port()) for name in names}
    told = {**os.environ, **ports, "SANSHE_DATA": str(folder / "data"), "SANSHE_GATEWAY": "off"}
    log = folder / "up.log"
    # SIGTERM ends a process where it stands; as an exception it passes through every `finally`.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with log.open("w") as out:
        up = subprocess.Popen(  # noqa: S603 - our own command
            UP, env=told, stdout=out, stderr=out, start_new_session=True
        )
    try:
        limit = time.monotonic() + READY_SECONDS
        while "stops everything" not in " ".join(log.read_text().split()):
            if up.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(log.read_text())
            time.sleep(0.2)
        yield Services.running(Stack.load(folder / "data"))
    finally:
        for impatience in (signal.SIGINT, signal.SIGTERM):
            signal.signal(impatience, signal.SIG_IGN)
        up.terminate()
        up.wait(STOP_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def more_apis(services: Services, number: int) -> Iterator[list[int]]:
    """So many processes of the needs API beside the stack's own; the ports of them all."""
    ports = [services.stack.http_port("needs")]
    programs: list[Program] = []
    try:
        for n in range(number):
            api, port = services.api("needs"), free_port()
            api.name, api.log = f"needs-api-{n + 2}", services.stack.logs / f"needs-api-{n + 2}.log"
            api.env = {**api.env, "NEEDS_HTTP_PORT": str(port)}
            leftovers.record(services.stack.state, api.name, api.start())
            programs.append(api)
            ports.append(port)
            api.is_ready = partial(_answers, port)
            api.wait_ready()
        yield ports
    finally:
        for api in programs:
            api.stop()
            leftovers.forget(services.stack.state, api.name)


def _answers(port: int, _: Program) -> bool:
    return health.is_ready(port)


@dataclass
class Used:
    """CPU seconds and memory of each program; memory that processes share is counted once."""

    cpu: dict[str, float] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    def lines(self) -> list[str]:
        """For people to read."""
        whole = sum(self.cpu.values()) / self.seconds
        told = [
            f"  CPU {whole:.2f} of {os.cpu_count()} cores; each program's share, and its memory:"
        ]
        for name, spent in sorted(self.cpu.items(), key=lambda one: -one[1]):
            memory = f", {self.memory[name]:.0f} MiB" if name in self.memory else ""
            told.append(f"    {name}: {spent / self.seconds:.2f}{memory}")
        return told


@contextmanager
def usage(stack: Stack) -> Iterator[Used]:
    """What the stack's programs and we use while the block runs."""
    used, before, began = Used(), _cpu(stack), time.monotonic()
    yield used
    used.seconds = time.monotonic() - began
    used.cpu = {name: spent - before.get(name, 0.0) for name, spent in _cpu(stack).items()}
    for name, process in _programs(stack):
        with suppress(psutil.NoSuchProcess):
            used.memory[name] = used.memory.get(name, 0.0) + process.memory_full_info().pss / MIB


def _programs(stack: Stack) -> Iterator[tuple[str, psutil.Process]]:
    yield "generator", psutil.Process()
    for name, (process, _) in leftovers.find(stack.state).items():
        yield name, process
        if name != "supervisor":  # whose children are the others
            yield from ((name, child) for child in process.children(recursive=True))


def _cpu(stack: Stack) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for name, process in _programs(stack):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            found[name] += times.user + times.system
    return dict(found)
