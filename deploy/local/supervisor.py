"""The parent of every process of the stack: starts again what dies, ends all when told."""

import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.local import leftovers
from deploy.local.program import Program, ProgramError
from deploy.local.rotation import rotate

WATCH_SECONDS = 0.1
ROTATE_EVERY_SECONDS = 5.0
RESTART_SECONDS = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""The wait before the first, second … restart in a row; the last one repeats."""
STEADY_SECONDS = 60.0
"""Whoever ran that long starts with the shortest wait again."""


@dataclass(eq=False)
class Member:
    """A program that is to run until the end."""

    program: Program
    layer: int
    """Higher layers stand on lower ones, and end before them."""
    started: float
    restarts: int = 0
    due: float | None = None
    """When to start it again; None while it runs."""


class Supervisor:
    """Safe to use from several threads while the stack starts; `watch` then runs in one."""

    def __init__(self, state: Path, say: Callable[[str], None]) -> None:
        self._state = state
        self._say = say
        self._members: list[Member] = []
        self._passing: list[Program] = []
        self._lock = threading.Lock()
        self._closed = False

    def keep(self, program: Program, layer: int) -> None:
        """Start a program and return when it is ready; from then on it is started again."""
        with self._lock:
            self._start(program)
            self._members.append(Member(program, layer, time.monotonic()))
        program.wait_ready()

    def run(self, program: Program) -> None:
        """Run a program that ends by itself; ProgramError when it fails."""
        with self._lock:
            self._start(program)
            self._passing.append(program)
        try:
            program.wait_done()
        finally:
            leftovers.forget(self._state, program.name)

    def watch(self) -> None:
        """Look after the members until the end (in practice: until Ctrl-C or SIGTERM raise)."""
        rotated = time.monotonic()
        while not self._closed:
            now = time.monotonic()
            for member in self._members:
                self._look_after(member, now)
            if now - rotated > ROTATE_EVERY_SECONDS:
                rotated = now
                for member in self._members:
                    with suppress(OSError):  # no room, most likely: it is tried again
                        self._free(member.program)
                        rotate(member.program.log)
            time.sleep(WATCH_SECONDS)

    def end(self) -> None:
        """End everything, the upper layers first; a second Ctrl-C ends it at once."""
        with self._lock:
            self._closed = True
        try:
            for program in self._passing:
                program.kill()
            for layer in sorted({member.layer for member in self._members}, reverse=True):
                self._end_layer([m.program for m in self._members if m.layer == layer])
        except KeyboardInterrupt:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # a third time changes nothing
            self._say("ending by force")
            for member in self._members:
                member.program.kill()
        for program in (*self._passing, *(member.program for member in self._members)):
            leftovers.forget(self._state, program.name)

    def _end_layer(self, programs: list[Program]) -> None:
        for program in programs:
            program.ask_to_stop()
        for program in programs:
            program.wait_stopped()

    def _free(self, program: Program) -> None:
        if program.pid is not None and program.is_stuck(program):
            self._say(f"{program.name} is stuck; ending it")
            program.kill()  # it may not even hear that it is to end

    def _look_after(self, member: Member, now: float) -> None:
        program = member.program
        if program.pid is not None:
            return
        if member.due is None:
            if now - member.started > STEADY_SECONDS:
                member.restarts = 0
            delay = RESTART_SECONDS[min(member.restarts, len(RESTART_SECONDS) - 1)]
            member.restarts += 1
            member.due = now + delay
            self._say(f"{program.name} ended ({program.ending}); starting it again, {program.log}")
        if now >= member.due:
            member.due, member.started = None, now
            try:
                with self._lock:
                    self._start(program)
            except OSError as error:  # no room, no memory, no such file: it is tried again
                self._say(f"{program.name} is not started: {error}")

    def _start(self, program: Program) -> None:
        if self._closed:
            raise ProgramError(f"{program.name} was not started: the stack is stopping")
        pid = program.start()
        leftovers.record(self._state, program.name, pid, program.stop_signal)
