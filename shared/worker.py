"""Runs a worker process: relay, consumers, timers, housekeeping and a health page."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Collection, Coroutine, Sequence
from typing import Any

import structlog
import uvicorn
import uvloop
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette

from shared import bus, clock, health, logs, serve, telemetry
from shared.audit_seal import SEAL_SECONDS, measure_audit, seal_audit
from shared.consumer import Consumer
from shared.contracts.registry import RegionState, SigningKeyState
from shared.database import Database
from shared.engine import engine_of
from shared.handlers import Handlers
from shared.housekeeping import prune
from shared.measures import Measure, broker_measured, database_measured
from shared.regions import RegionReplica
from shared.relay import Relay
from shared.settings import ServiceSettings
from shared.timekeeping import keeping_time, take_time
from shared.timers import SWEEP_BATCH, Timers
from shared.tokens import SigningKeyReplica

SWEEP_SECONDS = 0.5
"""How often the worker looks for what is due."""
HOUSEKEEPING_SECONDS = 600.0
CANCEL_AGAIN_SECONDS = 2.0
"""Longer than a job needs to end in order, many times shorter than who asked waits."""
MEASURE_SECONDS = 15.0
"""How often the database and the broker are asked how things stand."""

OWN_HANDLERS = (
    Handlers().replicate(RegionState, RegionReplica).replicate(SigningKeyState, SigningKeyReplica)
)
"""What every service keeps of the registry: the region tree and the keys of tokens."""

log = structlog.get_logger()


class ConnectionLostError(RuntimeError):
    """The broker's client gave up for good; the supervisor starts the process afresh."""


def main(
    name: str,
    settings: ServiceSettings,
    handlers: Handlers,
    timers: Timers,
    measures: Sequence[Measure] = (),
) -> None:
    """Work until told to stop; `measures` are what the service itself watches of its database."""
    logs.start(name, "worker")
    telemetry.start(f"{name}-worker")
    serve.settle()
    serve.give_way()
    heard = (handlers | OWN_HANDLERS).without_own(name)
    uvloop.run(_work(name, settings, heard, timers, (measure_audit, *measures)))


async def _work(
    name: str,
    settings: ServiceSettings,
    handlers: Handlers,
    timers: Timers,
    measures: Sequence[Measure],
) -> None:
    engine = engine_of(settings, f"{name}-worker")
    database = Database(engine, settings.vault())
    consumer = Consumer(name, handlers, database)
    streams = handlers.streams()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with (
        keeping_time(database),
        bus.connect(name, settings) as link,
        asyncio.TaskGroup() as group,
    ):
        jobs = [
            group.create_task(Relay(link, engine, database).run()),
            group.create_task(_every(SWEEP_SECONDS, lambda: _sweep(timers, database))),
            group.create_task(_every(HOUSEKEEPING_SECONDS, lambda: prune(database))),
            group.create_task(_every(SEAL_SECONDS, lambda: seal_audit(database))),
            group.create_task(
                _every(MEASURE_SECONDS, lambda: database_measured(database, measures))
            ),
            group.create_task(_every(MEASURE_SECONDS, lambda: broker_measured(link, streams))),
            group.create_task(_health(settings, database)),
            group.create_task(_watch(link)),
        ]
        for stream, subjects in streams.items():
            jobs.append(group.create_task(consumer.run(link, stream, subjects)))
        log.info("worker.started", streams=sorted(streams))
        await stop.wait()
        await end(jobs)
    await engine.dispose()
    log.info("worker.stopped")


async def end(jobs: Collection[asyncio.Task[None]]) -> None:
    """Cancel jobs until all have ended.

    Once is not enough: before Python 3.12 `asyncio.wait_for`, which the broker's client uses,
    swallows a cancellation that comes together with what it waits for.
    """
    running = {*jobs}
    while running:
        for job in running:
            job.cancel()
        _, running = await asyncio.wait(running, timeout=CANCEL_AGAIN_SECONDS)


async def _watch(link: bus.Bus) -> None:
    await link.closed.wait()
    raise ConnectionLostError


async def _every(seconds: float, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
    while True:
        try:
            await job()
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("worker.job_interrupted", error=repr(error)[:300])
        await asyncio.sleep(seconds)


async def _sweep(timers: Timers, database: Database) -> None:
    if not clock.is_told():  # a wrong clock must not let a deadline pass before its time
        await take_time(database)
    while await timers.sweep(database, clock.now()) == SWEEP_BATCH:
        pass


async def _health(settings: ServiceSettings, database: Database) -> None:
    app = Starlette(routes=health.ROUTES)
    app.state.database = database
    options = serve.uvicorn_options(settings) | {"lifespan": "off"}
    config = uvicorn.Config(app, settings.http_host, settings.worker_port, **options)
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    try:
        await server.serve()
    except asyncio.CancelledError:
        server.should_exit = True
        raise
