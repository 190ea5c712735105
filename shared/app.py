"""Puts a service's API together: routers, edge, parser, problems, health."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared import clock, health, own_routes, telemetry, validation
from shared.crypto import Vault
from shared.database import Database
from shared.edge import Edge
from shared.edge_errors import METHOD_NOT_ALLOWED, NOT_FOUND, RETRY, EdgeProblem
from shared.errors import Refusal, Unavailable
from shared.idempotency import Replayed
from shared.metrics import POOL_IN_USE, POOL_SIZE, REPLAYS
from shared.openapi import describe
from shared.parser import StrictBody
from shared.problems import edge_body, refusal_body, respond, wants_english
from shared.rates import limits_of
from shared.settings import ServiceSettings
from shared.timekeeping import keeping_time
from shared.tokens import TokenVerifier
from shared.web import check_admission

STATEMENT_SECONDS = 5
POOL_WAIT_SECONDS = 2.0

log = structlog.get_logger()


def engine_of(settings: ServiceSettings, program: str) -> Any:
    """The process's database connections, with every wait bounded."""
    engine = create_async_engine(
        settings.database_url.get_secret_value(),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=POOL_WAIT_SECONDS,
        connect_args={
            "timeout": POOL_WAIT_SECONDS,
            "server_settings": {
                "application_name": program,
                "statement_timeout": f"{STATEMENT_SECONDS}s",
                "lock_timeout": "2s",
                "idle_in_transaction_session_timeout": "15s",
                "timezone": "UTC",
            },
        },
    )
    event.listen(engine.sync_engine, "checkout", _must_be_open)
    POOL_SIZE.set(settings.pool_size)
    pool: Any = engine.sync_engine.pool
    POOL_IN_USE.set_function(pool.checkedout)
    return engine


def _must_be_open(connection: Any, record: Any, _: object) -> None:
    """Hand out no connection that the server has ended; asking it would be three round trips."""
    if not connection.driver_connection.is_closed():
        record.info["was_open"] = True
    elif record.info:
        raise DisconnectionError
    else:
        raise ConnectionAbortedError("ended by the server as soon as it was made")


def create_app(
    name: str,
    settings: ServiceSettings,
    routers: Sequence[APIRouter],
    *,
    limits: Mapping[str, int] | None = None,
    media: Mapping[str, str] | None = None,
) -> FastAPI:
    """A service's API under `/api/<name>/v1`.

    `limits` (bytes) and `media` (type) name the paths, without that prefix, whose bodies are not
    JSON of at most 64 KiB.
    """
    base = f"/api/{name}/v1"
    app = FastAPI(
        title=name,
        version="1",
        lifespan=_lifespan,
        openapi_url=f"{base}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would be built from the caller's Host header
        telemetry=telemetry.REQUESTS,
    )
    app.state.base = base
    app.state.settings = settings
    for router in [*routers, own_routes.router]:
        app.include_router(router, prefix=base)
    app.include_router(health.router)
    check_admission(app)
    describe(app)
    app.add_middleware(
        StrictBody,
        limits={base + path: size for path, size in (limits or {}).items()},
        media={base + path: kind for path, kind in (media or {}).items()},
    )
    app.add_middleware(Edge, rates=limits_of(settings))
    for error, answer in _ANSWERS.items():
        app.add_exception_handler(error, answer)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    settings: ServiceSettings = app.state.settings
    engine = engine_of(settings, f"{app.title}-api")
    attach(app, Database(engine, Vault.load(settings.keys_file)))
    async with keeping_time(app.state.database):
        yield
    await engine.dispose()
    telemetry.flush()


def attach(app: FastAPI, database: Database) -> None:
    """Give the app what its routes need; `app.state.now` is its clock."""
    app.state.now = clock.now
    app.state.database = database
    app.state.vault = database.vault
    app.state.verifier = TokenVerifier(database)


def _speaks_english(request: Request) -> bool:
    return wants_english(request.headers.get("accept-language", ""))


async def _refuse(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    body = refusal_body(refusal, english=_speaks_english(request))
    headers = RETRY if isinstance(refusal, Unavailable) else {}
    return respond(body, headers, request.state.trace_id)


async def _edge(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, EdgeProblem)
    body = edge_body(problem, english=_speaks_english(request))
    return respond(body, problem.error.headers, request.state.trace_id)


async def _replay(_: Request, replayed: Exception) -> Response:
    assert isinstance(replayed, Replayed)
    REPLAYS.inc()
    return replayed.response


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    english = _speaks_english(request)
    body = validation.body(error.errors(), english=english)
    return respond(body, {}, request.state.trace_id)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known = NOT_FOUND if error.status_code == NOT_FOUND.status else METHOD_NOT_ALLOWED
    response = await _edge(request, known.problem())
    response.headers.update(error.headers or {})  # a 405 says what is allowed
    return response


_ANSWERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    Refusal: _refuse,
    EdgeProblem: _edge,
    Replayed: _replay,
    RequestValidationError: _invalid,
    HTTPException: _http,
}
"""How each kind of exception that leaves a route is answered; the rest is Edge's business."""
