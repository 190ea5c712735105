"""One child process of the local stack: started, waited for, ended."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from deploy.local.errors import CommandError

READY_SECONDS = 30.0
DONE_SECONDS = 120.0
STOP_SECONDS = 25.0
POLL_SECONDS = 0.05
LOG_TAIL_LINES = 15


class ProgramError(CommandError):
    """A program ended before it was ready, or never was; with its last log lines."""


@dataclass(eq=False, kw_only=True)
class Program:
    """A command with its log and its sign of life; restartable as often as one likes."""

    name: str
    command: Sequence[str]
    log: Path
    is_ready: "Callable[[Program], bool]"
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    ready_seconds: float = READY_SECONDS
    """How long it may take until it is ready."""
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = STOP_SECONDS
    """How long it may take to end in order before it is ended by force."""
    before: Callable[[], None] = field(default=lambda: None)
    """What is done before every start."""
    is_stuck: "Callable[[Program], bool]" = field(default=lambda _: False)
    """Whether it runs, but will do its work only after a new start."""
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self.process.pid if self.process and self.process.poll() is None else None

    @property
    def ending(self) -> str:
        """How it ended, for a person to read."""
        code = self.process.poll() if self.process else None
        if code is None:
            return "not ended"
        return f"killed by signal {-code}" if code < 0 else f"exit code {code}"

    def start(self) -> int:
        """Start the command and return its process id.

        It writes straight to its log, so it needs nobody who reads what it says.
        """
        self.before()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C in the terminal reaches only the supervisor, which
            # ends the others in order.
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.cwd,
                env={**os.environ, **self.env},
                start_new_session=True,
            )
        return self.process.pid

    def wait_ready(self, seconds: float | None = None) -> None:
        """Return when it answers; ProgramError when it ended or takes longer than it may."""
        seconds = seconds or self.ready_seconds
        limit = time.monotonic() + seconds
        while not self.is_ready(self):
            if self.pid is None:
                raise ProgramError(self.last_words("ended while starting"))
            if time.monotonic() > limit:
                raise ProgramError(self.last_words(f"is not ready after {seconds:.0f} s"))
            time.sleep(POLL_SECONDS)

    def wait_done(self) -> None:
        """Return when it ended well; ProgramError when it failed or takes too long."""
        assert self.process is not None, "start it first"
        try:
            code = self.process.wait(DONE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ProgramError(self.last_words(f"took more than {DONE_SECONDS:.0f} s")) from None
        if code:
            raise ProgramError(self.last_words(f"failed ({self.ending})"))

    def ask_to_stop(self) -> None:
        """Send the signal it ends in order at."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask it to end, and end it by force when it takes too long."""
        self.ask_to_stop()
        self.wait_stopped()

    def wait_stopped(self) -> None:
        """Give it its time to end, then end it by force."""
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.stop_seconds)
            self.kill()

    def kill(self) -> None:
        """End it and all it started at once, as a power cut would."""
        if self.process is None:
            return
        if self.process.poll() is None:
            children = psutil.Process(self.process.pid).children(recursive=True)
            self.process.kill()
            self.process.wait()
            end_by_force(children)

    def last_words(self, what: str) -> str:
        """`what` with the end of the log, for a person to read."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([f"{self.name} {what}; the end of {self.log}:", *lines[-LOG_TAIL_LINES:]])


def end_by_force(processes: Sequence[psutil.Process]) -> None:
    """SIGKILL to each; returns when all are gone."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=STOP_SECONDS)
