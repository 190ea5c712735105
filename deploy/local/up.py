"""`sanshe up`: from nothing to a running stack, and back when told."""

import fcntl
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from deploy.local import leftovers, ports
from deploy.local.errors import CommandError
from deploy.local.program import STOP_SECONDS
from deploy.local.stack import Stack
from deploy.local.startup import Say, Startup
from deploy.local.supervisor import Supervisor

SUPERVISOR = "supervisor"
STOP_ALL_SECONDS = 4 * STOP_SECONDS
POLL_SECONDS = 0.1
MOUNTED = {"postgres", "nats"}
"""What may be there before the first start: disks of their own."""
LOCK = "lock"
"""The file that says that a directory is a stack's."""
BROUGHT = "keys/registry.json"
"""What a restore begins with is a stack's, too."""


class AlreadyRunningError(CommandError):
    """Another stack runs in the same directory."""


def up(stack: Stack, say: Say, when_ready: Callable[[], None]) -> None:
    """Start everything, call `when_ready`, and look after it until Ctrl-C or SIGTERM."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup wants it
            signal.signal(number, _interrupt)
    with only_one(stack.data):
        for name in leftovers.end(stack.state):
            say(f"ended {name}, left over from an earlier run")
        ports.demand_free(stack)
        supervisor = Supervisor(stack.state, say)
        try:
            leftovers.record(stack.state, SUPERVISOR, os.getpid())
            stack.save()
            Startup(stack, supervisor, say).run()
            when_ready()
            supervisor.watch()
        except KeyboardInterrupt:
            say("stopping")
        finally:
            supervisor.end()
            leftovers.forget(stack.state, SUPERVISOR)
    say("stopped")


def down(data: Path) -> None:
    """End the stack that runs in `data`, and what a killed one left there."""
    supervisor = leftovers.find(data / "state").get(SUPERVISOR)
    if supervisor is not None:
        supervisor[0].terminate()
    limit = time.monotonic() + STOP_ALL_SECONDS
    while True:
        try:
            with only_one(data):
                leftovers.end(data / "state")
                return
        except AlreadyRunningError:
            if time.monotonic() > limit:
                raise
            time.sleep(POLL_SECONDS)


def demand_own(data: Path) -> None:
    """Refuse a directory that is no stack's, such as one named by mistake."""
    if not (data / LOCK).exists():
        raise CommandError(f"no stack was ever started in {data}: nothing there is deleted")


def delete(data: Path) -> None:
    """Delete all it keeps; a link to another disk stays, for the next stack."""
    for one in data.iterdir():
        shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()
    if not data.is_symlink():
        data.rmdir()


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold a directory of a stack's own; the system lets go of it even when we are killed."""
    data.mkdir(parents=True, exist_ok=True)
    held = {one.name for one in data.iterdir()} - MOUNTED
    if held and not any((data / one).exists() for one in (LOCK, BROUGHT)):
        raise CommandError(
            f"{data} holds {min(held)}, which no stack made and `sanshe reset` would delete:"
            " name an empty folder with SANSHE_DATA"
        )
    with (data / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(
                f"a stack already runs in {data}: `sanshe status` shows it; stop it with Ctrl-C"
                " where it runs, or stop and wipe it with `sanshe reset`",
            ) from None
        yield


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
