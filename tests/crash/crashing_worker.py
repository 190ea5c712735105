"""A service's real worker, which kills itself with SIGKILL when it comes to one point.

`CRASH_AT` names the point; without it the worker is an ordinary one. In both cases it counts: each
organization state heard and each timer `crash` takes one number, so that an effect that happens
twice is seen.
"""

import atexit
import functools
import importlib
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from shared import bus, numbers, worker
from shared.consumer import Consumer
from shared.contracts.registry import OrganizationState
from shared.db import UnitOfWork
from shared.handlers import Handlers
from shared.pull import Incoming
from shared.relay import Relay
from shared.timers import Timers

ACK_WAIT_SECONDS = 2
"""What a killed reader had in hand comes again after this time, not after a minute."""

HEADING = "crash"


async def count_event(uow: UnitOfWork, event: OrganizationState) -> None:
    del event
    await numbers.take(uow, HEADING)


async def count_timer(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    del subject_id, at
    await numbers.take(uow, HEADING)


COUNTING = Handlers().on(OrganizationState, count_event)
TIMERS = Timers().on("crash", count_timer)

Condition = Callable[[Any, Any], bool]


def always(*_: Any) -> bool:
    return True


def in_a(kind: str) -> Condition:
    return lambda uow, _: uow.operation.startswith(kind)


def told_some(_: Any, outcome: Any) -> bool:
    return bool(outcome[0])


# point: (class, method, before or after the call, which calls)
POINTS: dict[str, tuple[type, str, str, Condition]] = {
    "relay: before publish": (bus.Bus, "publish", "before", always),
    "relay: after publish, before mark": (bus.Bus, "publish", "after", always),
    "relay: after mark": (Relay, "publish", "after", told_some),
    "consumer: before the transaction": (Consumer, "apply", "before", always),
    "consumer: before commit": (UnitOfWork, "close", "after", in_a("event ")),
    "consumer: after commit, before acknowledgement": (Consumer, "apply", "after", always),
    "consumer: after acknowledgement": (Incoming, "done", "after", always),
    "timer: before commit": (UnitOfWork, "close", "after", in_a("timer crash")),
    "timer: after commit": (Timers, "_run", "after", always),
}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    owner, name, moment, applies = POINTS[point]
    plain = getattr(owner, name)

    @functools.wraps(plain)
    async def armed(self: Any, *given: Any, **named: Any) -> Any:
        if moment == "before":
            die()
        outcome = await plain(self, *given, **named)
        if applies(self, outcome):
            die()
        return outcome

    setattr(owner, name, armed)


def work(service: str, environment: dict[str, str], log: Path) -> None:
    """Be the worker of a service that was started with this environment, until it is ended."""
    with log.open("ab") as said:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(said.fileno(), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    bus.ACK_WAIT_SECONDS = ACK_WAIT_SECONDS
    if point := os.environ.get("CRASH_AT"):
        arm(point)
    parts: Any = importlib.import_module(f"services.{service}.worker")
    settings: Any = importlib.import_module(f"services.{service}.settings")
    worker.main(service, settings.Settings(), parts.HANDLERS | COUNTING, parts.TIMERS | TIMERS)
    atexit._run_exitfuncs()  # a fork ends without, a program does not
