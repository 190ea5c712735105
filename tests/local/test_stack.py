"""`sanshe` as a person uses it: up, status, killed, reset; on free ports, in its own place."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from deploy.local import leftovers
from deploy.local.stack import SERVICES, Stack

READY_SECONDS = 90.0
"""The promise is 30 s on an idle machine; tests run beside others."""
SANSHE = [sys.executable, "-c", "from deploy.local.cli import app; app()"]


@dataclass
class Person:
    """Types commands."""

    environment: dict[str, str]

    def types(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*SANSHE, *command],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=READY_SECONDS,
        )

    def starts(self, log: Path, *before: str) -> subprocess.Popen[str]:
        """`sanshe up`, with what stands `before` it; answers when it is ready."""
        with log.open("w") as out:
            up = subprocess.Popen(
                [*before, *SANSHE, "up"], env=self.environment, stdout=out, stderr=out, text=True
            )
        limit = time.monotonic() + READY_SECONDS
        while "stops everything" not in " ".join(log.read_text().split()):
            assert up.poll() is None, log.read_text()
            assert time.monotonic() < limit, log.read_text()
            time.sleep(0.2)
        return up


@pytest.fixture
def person(tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Person]:
    ports = {
        f"SANSHE_{name}_PORT": str(free_port())
        for name in ("GATEWAY", "API", "WORKER", "POSTGRES", "NATS")
    }
    made = Person({**os.environ, **ports, "SANSHE_DATA": str(tmp_path / "data")})
    yield made
    made.types("reset", "--yes")


def test_the_whole_stack_comes_up_outlives_a_kill_and_leaves_nothing(
    person: Person, tmp_path: Path
) -> None:
    log = tmp_path / "up.log"
    up = person.starts(log)
    stack = Stack.load(tmp_path / "data")

    status = person.types("status")
    assert status.returncode == 0, status.stdout
    assert "all Python processes" in status.stdout
    for service in SERVICES:
        assert httpx.get(f"{stack.api(service)}/openapi.json", trust_env=False).status_code == 200
    listed = person.types("regions", "list", "--under", "320585").stdout
    assert "太仓市" in listed
    assert "320585403011" in listed
    assert "already runs" in person.types("up").stderr
    codes = tmp_path / "codes.csv"
    codes.write_text("code,parent_code,level,name\n")
    refused = person.types("regions", "import", str(codes), "--valid-from", "yesterday")
    assert "valid_from: 应为日期" in refused.stderr
    codes.write_text("code,parent_code,level,name\n32058540301,320585403,community,某社区居委会\n")
    refused = person.types("regions", "import", str(codes))
    assert "code 32058540301" in refused.stderr
    assert (
        str(codes / "out") in person.types("credit", "export", "--out", str(codes / "out")).stderr
    )

    running = [process for process, _ in leftovers.find(stack.state).values()]
    assert len(running) == 12
    up.kill()
    up.wait()
    assert person.types("status").returncode == 1
    assert person.types("reset", "--yes").returncode == 0
    _, alive = psutil.wait_procs([p for p in running if p.pid != up.pid], timeout=10)
    assert alive == []
    assert not (tmp_path / "data").exists()


def test_nothing_is_deleted_where_no_stack_was_ever_started(person: Person, tmp_path: Path) -> None:
    letter = tmp_path / "data" / "letter.txt"
    letter.parent.mkdir()
    letter.write_text("mine")

    answer = person.types("reset", "--yes")

    assert (answer.returncode, letter.exists()) == (1, True)
    assert "no stack was ever started" in " ".join(answer.stderr.split())


def test_nothing_starts_among_what_is_not_ours(person: Person, tmp_path: Path) -> None:
    letter = tmp_path / "data" / "letter.txt"
    letter.parent.mkdir()
    letter.write_text("mine")

    up = person.types("up")
    reset = person.types("reset", "--yes")

    assert (up.returncode, reset.returncode) == (1, 1)
    assert "name an empty folder" in " ".join(up.stderr.split())
    assert [one.name for one in letter.parent.iterdir()] == ["letter.txt"]


def test_under_nohup_it_outlives_its_terminal_and_ends_whole_however_often_it_is_told(
    person: Person, tmp_path: Path
) -> None:
    up = person.starts(tmp_path / "up.log", "nohup")
    running = [one for one, _ in leftovers.find(Stack.load(tmp_path / "data").state).values()]

    up.send_signal(signal.SIGHUP)
    time.sleep(1)
    assert up.poll() is None
    assert person.types("status").returncode == 0
    for _ in range(4):
        up.terminate()
        time.sleep(0.3)
    up.wait(READY_SECONDS)

    _, alive = psutil.wait_procs(running, timeout=1)
    assert [one.name() for one in alive] == []
    assert up.returncode == 0, (tmp_path / "up.log").read_text()
