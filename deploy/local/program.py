"""One child process of the local stack: started, waited for, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

READY_SECONDS = 30.0
STOP_SECONDS = 25.0
POLL_SECONDS = 0.02
LOG_TAIL_LINES = 15


class ProgramError(RuntimeError):
    """A program ended before it was ready, or never was; with its last log lines."""


@dataclass(eq=False, kw_only=True)
class Program:
    """A command with its log and its sign of life; restartable as often as one likes."""

    name: str
    command: Sequence[str]
    log: Path
    is_ready: Callable[[Program], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self.process.pid if self.process and self.process.poll() is None else None

    def start(self) -> None:
        """Start the command; it writes straight to its log, so it needs nobody to read from it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C in the terminal reaches only the supervisor, which
            # ends the others in order.
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.env},
                start_new_session=True,
            )

    def wait_ready(self, seconds: float = READY_SECONDS) -> None:
        """Return when it answers; ProgramError when it ended or is silent for `seconds`."""
        limit = time.monotonic() + seconds
        while not self.is_ready(self):
            if self.pid is None:
                raise ProgramError(self.last_words("ended while starting"))
            if time.monotonic() > limit:
                raise ProgramError(self.last_words(f"is not ready after {seconds:.0f} s"))
            time.sleep(POLL_SECONDS)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask it to end, and end it by force after `seconds`."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """End it and all it started at once, as a power cut would."""
        if self.process is None:
            return
        if self.process.poll() is None:
            end_by_force(psutil.Process(self.process.pid))
        self.process.wait()

    def last_words(self, what: str) -> str:
        """`what` with the end of the log, for a person to read."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([f"{self.name} {what}; the end of {self.log}:", *lines[-LOG_TAIL_LINES:]])


def end_by_force(process: psutil.Process) -> None:
    """SIGKILL to a process and its descendants; returns when all are gone."""
    with suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        psutil.wait_procs(family, timeout=STOP_SECONDS)
