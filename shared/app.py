"""Puts a service's API together: routers, edge, parser, problems, health."""

from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared import clock, health, own_routes, telemetry, validation
from shared.database import Database
from shared.directory import Directory
from shared.edge import Edge
from shared.edge_errors import METHOD_NOT_ALLOWED, NOT_FOUND, EdgeProblem
from shared.engine import engine_of
from shared.errors import Refusal
from shared.idempotency import Replayed
from shared.metrics import REPLAYS
from shared.openapi import describe
from shared.parser import StrictBody
from shared.problems import edge_body, refused, respond, speaks_english
from shared.rates import limits_of
from shared.settings import ServiceSettings
from shared.timekeeping import keeping_time
from shared.tokens import TokenVerifier
from shared.web import check_admission


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
        routes=[*health.ROUTES],
        exception_handlers=_ANSWERS,
        telemetry=telemetry.REQUESTS,
    )
    app.state.base = base
    app.state.settings = settings
    for router in [*routers, own_routes.router]:
        app.include_router(router, prefix=base)
    check_admission(app)
    app.router.middleware_stack = Directory(app.router)
    describe(app)
    app.add_middleware(
        StrictBody,
        limits={base + path: size for path, size in (limits or {}).items()},
        media={base + path: kind for path, kind in (media or {}).items()},
    )
    app.add_middleware(Edge, rates=limits_of(settings))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    settings: ServiceSettings = app.state.settings
    engine = engine_of(settings, f"{app.title}-api")
    attach(app, Database(engine, settings.vault()))
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


async def _refuse(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return refused(request, refusal)


async def _edge(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, EdgeProblem)
    body = edge_body(problem, english=speaks_english(request))
    return respond(body, problem.error.headers, request.state.trace_id)


async def _replay(_: Request, replayed: Exception) -> Response:
    assert isinstance(replayed, Replayed)
    REPLAYS.inc()
    return replayed.response


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    english = speaks_english(request)
    body = validation.body(error.errors(), english=english)
    return respond(body, {}, request.state.trace_id)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known = NOT_FOUND if error.status_code == NOT_FOUND.status else METHOD_NOT_ALLOWED
    response = await _edge(request, known.problem())
    response.headers.update(error.headers or {})  # a 405 says what is allowed
    return response


_ANSWERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    Refusal: _refuse,
    EdgeProblem: _edge,
    Replayed: _replay,
    RequestValidationError: _invalid,
    HTTPException: _http,
}
"""How each kind of exception that leaves a route is answered; the rest is Edge's business."""
