"""Processes that outlived a killed supervisor, known by process id and start time."""

import json
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from deploy.local.program import end_by_force

# Start times are computed from the boot time, which moves a little when the clock is corrected.
START_TOLERANCE_SECONDS = 2.0
END_SECONDS = 10.0


def record(state: Path, name: str, pid: int, stop_signal: int = signal.SIGTERM) -> None:
    """Write down that `pid` is ours; nothing if it has ended already."""
    state.mkdir(parents=True, exist_ok=True)
    with suppress(psutil.NoSuchProcess):
        started = psutil.Process(pid).create_time()
        note = {"pid": pid, "started": started, "stop_signal": stop_signal}
        unfinished = state / f"{name}.unfinished"
        unfinished.write_text(json.dumps(note))
        unfinished.rename(state / f"{name}.pid")


def forget(state: Path, name: str) -> None:
    """It ended; its number may go to another process."""
    (state / f"{name}.pid").unlink(missing_ok=True)


def find(state: Path) -> dict[str, tuple[psutil.Process, int]]:
    """The recorded processes that still run, by name, with the signal that ends each in order."""
    return dict(_find(state))


def end(state: Path) -> list[str]:
    """End all recorded processes, in order if they will, and return their names."""
    found = find(state)
    for process, stop_signal in found.values():
        with suppress(psutil.NoSuchProcess):
            process.send_signal(stop_signal)
    _, stubborn = psutil.wait_procs([process for process, _ in found.values()], END_SECONDS)
    end_by_force(stubborn)
    for file in state.glob("*.pid"):
        file.unlink()
    return sorted(found)


def _find(state: Path) -> Iterator[tuple[str, tuple[psutil.Process, int]]]:
    for file in sorted(state.glob("*.pid")):
        # a note that a power cut left empty tells of nobody who still runs
        with suppress(psutil.NoSuchProcess, ValueError):
            note = json.loads(file.read_text())
            process = psutil.Process(note["pid"])
            age = abs(process.create_time() - note["started"])
            if age < START_TOLERANCE_SECONDS and process.status() != psutil.STATUS_ZOMBIE:
                yield file.stem, (process, note["stop_signal"])
