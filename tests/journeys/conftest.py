"""A whole stack, started as a person would start it, on free ports and in a folder of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local import leftovers
from deploy.local.demo import api
from deploy.local.stack import Stack

READY_SECONDS = 120.0
LOOK_SECONDS = 0.5
"""Whoever looks takes the processor from those he waits for: the people here look less often."""
UP = [sys.executable, "-c", "from deploy.local.cli import app; app()", "up"]


@dataclass(frozen=True)
class RunningStack:
    """The stack under test, and the means to hurt it."""

    stack: Stack
    log: Path

    def kill(self, name: str) -> None:
        """`kill -9` one process; the supervisor starts it again."""
        found = leftovers.find(self.stack.state).get(name)
        if found is not None:
            found[0].kill()


@pytest.fixture(scope="session")
def running_stack(free_port: Callable[[], int]) -> Generator[RunningStack, None, None]:
    folder = Path(tempfile.mkdtemp(prefix="sanshe-journey-"))
    folder.chmod(0o755)
    ports = {
        f"SANSHE_{name}_PORT": str(free_port())
        for name in ("GATEWAY", "API", "WORKER", "POSTGRES", "NATS")
    }
    environment = {**os.environ, **ports, "SANSHE_DATA": str(folder / "data")}
    log = folder / "up.log"
    with log.open("w") as out:
        up = subprocess.Popen(UP, env=environment, stdout=out, stderr=out)
    limit = time.monotonic() + READY_SECONDS
    while "stops everything" not in " ".join(log.read_text().split()):
        assert up.poll() is None, log.read_text()
        assert time.monotonic() < limit, log.read_text()
        time.sleep(0.2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "LOOK_SECONDS", LOOK_SECONDS)
        yield RunningStack(Stack.load(folder / "data"), log)
    up.terminate()
    up.wait(60)
    shutil.rmtree(folder, ignore_errors=True)
