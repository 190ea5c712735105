"""What runs, how it feels, and how much memory it takes."""

from dataclasses import dataclass

import psutil
from prometheus_client.parser import text_string_to_metric_families

from deploy.local import health, leftovers
from deploy.local.gateway import listens
from deploy.local.stack import SERVICES, Stack

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class ProcessStatus:
    """One line of `sanshe status`."""

    name: str
    pid: int | None
    port: int | None
    health: str
    """`ready`, `not ready` or `down`."""
    rss_mib: float
    """Resident memory, MiB; PostgreSQL's with that of its backends."""
    is_python: bool
    backlog: int | None = None
    """Events that wait to be published (workers only)."""
    parked: int | None = None
    """Events and timers that wait for a person (workers only)."""


def processes(stack: Stack) -> list[ProcessStatus]:
    """The supervisor and every process it should be looking after."""
    running = {name: process for name, (process, _) in leftovers.find(stack.state).items()}
    expected = {"supervisor": None, **{name: port for name, (port, _) in stack.ports().items()}}
    return [_status(name, port, running.get(name)) for name, port in expected.items()]


def _status(name: str, port: int | None, process: psutil.Process | None) -> ProcessStatus:
    is_worker = name.endswith("-worker")
    metrics = health.ask(port, "/metrics") if is_worker and port else None
    return ProcessStatus(
        name=name,
        pid=process.pid if process else None,
        port=port,
        health=_health(name, port) if process else "down",
        rss_mib=_rss(process, with_children=name == "postgres") / MEBIBYTE if process else 0.0,
        is_python=name == "supervisor" or name.partition("-")[0] in SERVICES,
        backlog=_total(metrics, "outbox_unpublished_rows") if metrics else None,
        parked=_total(metrics, "dead_letter_open") if metrics else None,
    )


def _health(name: str, port: int | None) -> str:
    if port is None:
        return "ready"
    good = health.is_ready(port) if name.partition("-")[0] in SERVICES else listens(port)
    return "ready" if good else "not ready"


def _rss(process: psutil.Process, *, with_children: bool) -> int:
    try:
        own: int = process.memory_info().rss
        # PostgreSQL's backends share most of their memory: count what each has for itself.
        children = process.children(recursive=True) if with_children else []
        memories = [child.memory_info() for child in children]
    except psutil.NoSuchProcess:  # it, or a backend, has just ended
        return 0
    return int(own + sum(memory.rss - memory.shared for memory in memories))


def _total(metrics: str, name: str) -> int:
    return int(
        sum(
            sample.value
            for family in text_string_to_metric_families(metrics)
            if family.name == name
            for sample in family.samples
        ),
    )
