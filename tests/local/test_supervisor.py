"""Whatever dies is started again, and nothing outlives the stack."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy.local import leftovers
from deploy.local.program import Program, ProgramError
from deploy.local.rotation import LOG_BYTES_MAX
from deploy.local.supervisor import Supervisor

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""
WAIT_SECONDS = 10.0

# A supervisor in a process of its own, so that it can be killed.
ORPHANER = """
import sys, time
from pathlib import Path
from deploy.local.program import Program
from deploy.local.supervisor import Supervisor
state = Path(sys.argv[1])
command = ["sleep", "60"]
sleeper = Program(name="sleeper", command=command, log=state / "log", is_ready=lambda _: True)
Supervisor(state, print).keep(sleeper, 0)
print(sleeper.pid, flush=True)
time.sleep(60)
"""


def sleeper(directory: Path, name: str = "sleeper") -> Program:
    return Program(
        name=name,
        command=["sleep", "60"],
        log=directory / name,
        is_ready=lambda p: p.pid is not None,
    )


def eventually(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path / "state", said.append)
    yield made
    made.end()


def test_a_stuck_process_is_started_again(
    supervisor: Supervisor, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.local.supervisor.ROTATE_EVERY_SECONDS", 0.1)
    program = sleeper(tmp_path)
    supervisor.keep(program, 0)
    first = program.pid
    program.is_stuck = lambda stuck: stuck.pid == first

    threading.Thread(target=supervisor.watch, daemon=True).start()

    eventually(lambda: program.pid not in (None, first))
    assert said[0] == "sleeper is stuck; ending it"


def test_a_killed_process_is_started_again(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    program = sleeper(tmp_path)
    supervisor.keep(program, 0)
    first = program.pid
    threading.Thread(target=supervisor.watch, daemon=True).start()

    assert first is not None
    psutil.Process(first).kill()

    eventually(lambda: program.pid not in (None, first))
    assert said == [
        f"sleeper ended (killed by signal 9); starting it again, {tmp_path / 'sleeper'}"
    ]
    supervisor.end()
    assert program.pid is None


def test_what_the_system_refuses_for_a_moment_ends_nobody(
    supervisor: Supervisor, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.local.supervisor.ROTATE_EVERY_SECONDS", 0.1)
    command = tmp_path / "command"
    command.symlink_to(shutil.which("sleep") or "")
    program = sleeper(tmp_path, "s" * os.pathconf(tmp_path, "PC_NAME_MAX"))  # ".1" is too much
    program.name = "sleeper"
    program.command = [str(command), "60"]
    supervisor.keep(program, 0)
    first = program.pid
    os.truncate(program.log, LOG_BYTES_MAX + 1)
    command.unlink()
    threading.Thread(target=supervisor.watch, daemon=True).start()

    assert first is not None
    psutil.Process(first).kill()

    eventually(lambda: len(said) > 1)
    assert said[1].startswith("sleeper is not started: ")
    command.symlink_to(shutil.which("sleep") or "")
    eventually(lambda: program.pid not in (None, first))


def test_one_that_keeps_dying_is_started_ever_more_seldom(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    program = Program(
        name="broken", command=["false"], log=tmp_path / "broken", is_ready=lambda _: True
    )
    supervisor.keep(program, 0)

    threading.Thread(target=supervisor.watch, daemon=True).start()
    time.sleep(1.5)

    # at once, after 0.5 s, and not yet after 1 s more
    assert 2 <= len(said) <= 3


def test_ending_goes_from_the_top_down_and_forgets_no_one(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    programs = [sleeper(tmp_path, name) for name in ("server", "service", "gateway")]
    for layer, program in enumerate(programs):
        supervisor.keep(program, layer)
    assert len(leftovers.find(tmp_path / "state")) == 3

    supervisor.end()

    assert [program.pid for program in programs] == [None] * 3
    assert list((tmp_path / "state").iterdir()) == []
    with pytest.raises(ProgramError, match="stopping"):
        supervisor.keep(sleeper(tmp_path, "late"), 0)


def test_one_that_will_not_end_is_ended_by_force(tmp_path: Path) -> None:
    log = tmp_path / "stubborn"
    program = Program(
        name="stubborn",
        command=[sys.executable, "-c", STUBBORN],
        log=log,
        is_ready=lambda _: "up" in log.read_text(),
        stop_seconds=0.2,
    )
    program.start()
    program.wait_ready()

    program.stop()

    assert program.ending == "killed by signal 9"


def test_one_that_fails_at_the_start_says_why(supervisor: Supervisor, tmp_path: Path) -> None:
    program = Program(
        name="migrations",
        command=["sh", "-c", "echo no such table; exit 3"],
        log=tmp_path / "migrations",
        is_ready=lambda _: False,
    )

    with pytest.raises(ProgramError, match=r"exit code 3(.|\n)*no such table"):
        supervisor.run(program)
    with pytest.raises(ProgramError, match=r"ended while starting(.|\n)*no such table"):
        supervisor.keep(program, 0)


def test_what_a_killed_supervisor_left_is_found_and_ended(tmp_path: Path) -> None:
    orphaner = subprocess.Popen(
        [sys.executable, "-c", ORPHANER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert orphaner.stdout is not None
    orphan = psutil.Process(int(orphaner.stdout.readline()))

    orphaner.kill()
    orphaner.communicate()

    assert orphan.is_running()
    assert leftovers.end(tmp_path) == ["sleeper"]
    eventually(lambda: not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE)
    assert leftovers.end(tmp_path) == []


def test_a_note_that_a_power_cut_left_empty_stops_no_start(tmp_path: Path) -> None:
    (tmp_path / "needs-api.pid").touch()

    assert leftovers.end(tmp_path) == []
    assert [*tmp_path.iterdir()] == []


def test_a_stranger_with_the_same_number_is_left_alone(
    tmp_path: Path,
) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    leftovers.record(tmp_path, "needs-api", stranger.pid, signal.SIGTERM)
    file = tmp_path / "needs-api.pid"
    note = file.read_text()
    started = str(psutil.Process(stranger.pid).create_time())
    file.write_text(note.replace(started, "1700000000.0"))

    assert leftovers.end(tmp_path) == []

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
