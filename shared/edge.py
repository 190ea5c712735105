"""The outermost layer: every request gets a trace id, a limit, a log line and an answer.

Pure ASGI. Whatever goes wrong inside becomes a problem; a caller never sees a stack trace, and
an overloaded or cut-off process says so with 503 and `Retry-After` (DESIGN.md §6).
"""

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from math import ceil
from typing import Any

import structlog
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import ids, telemetry
from shared.edge_errors import FAULT, OVERLOADED, TOO_MANY_REQUESTS, EdgeError, EdgeProblem
from shared.edge_failures import problem_of
from shared.metrics import RATE_LIMITED, REQUEST_SECONDS
from shared.problems import edge_body, respond, wants_english
from shared.rates import Charge, RateLimits

IN_FLIGHT_MAX = 32
"""Requests worked on at once in one process, four for each connection; more are shed.

More in hand would be answered no faster, and all of them late (RELIABILITY.md §4.4).
"""
SPARED = 8
"""Of these so many for steps: who shed them would leave an order, and its team, waiting.

A step changes something its path names; what is read, or begun anew, is shed before it.
"""
TURNS_A_SECOND = 20
"""Whoever is shed gets a turn: were all told to come back at once, they would be shed again."""
TURN_SECONDS_MAX = 30.0

REQUEST_SECONDS_MAX = 10.0
"""Until an answer has begun, and then for each of its parts to be made and taken."""
ANSWER_SECONDS_MAX = 3600.0
"""For the whole of an answer in parts."""

_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
]
_UNLIMITED = {"/livez", "/readyz", "/metrics"}
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_NAMED = re.compile(r"/[0-9a-f]{8}-[0-9a-f]{4}-")
"""An identifier in a path."""
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")

log = structlog.get_logger()
_seconds = cache(REQUEST_SECONDS.labels)  # as few as there are labels; finding one takes a lock


class Edge:
    """Wraps the application; `trace_id` is the traceparent's, or a new one."""

    def __init__(self, app: ASGIApp, rates: RateLimits | None = None) -> None:
        self.app = app
        self._rates = rates
        self._in_flight = 0
        self._last_turn = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        english = wants_english(headers.get("accept-language", ""))
        answer = _Answer(scope, send, _trace_id(headers), english=english)
        structlog.contextvars.bind_contextvars(trace_id=answer.trace_id)
        state = scope.setdefault("state", {})
        state["trace_id"] = answer.trace_id
        began = time.perf_counter()
        self._in_flight += 1
        try:
            state["now"] = scope["app"].state.now()
            if scope["path"] not in _UNLIMITED:
                self._admit(answer, headers.get("authorization", ""), began)
            async with asyncio.timeout(REQUEST_SECONDS_MAX) as answer.limit:
                state["limit"] = answer.limit
                await self.app(scope, receive, answer.send)
        except Exception as error:  # noqa: BLE001 - the last line of defence
            await answer.problem(problem_of(error), receive, error)
        finally:
            self._in_flight -= 1
            _record(scope, answer.status, time.perf_counter() - began)
            structlog.contextvars.unbind_contextvars("trace_id")

    def _admit(self, answer: "_Answer", authorization: str, at: float) -> None:
        is_step = _is_step(answer.scope)
        if self._in_flight > IN_FLIGHT_MAX - SPARED * (not is_step):
            raise _later(OVERLOADED, 1 if is_step else self._turn(at))
        if self._rates is None:
            return
        token = authorization.partition(" ")[2].strip()
        actor = answer.scope["app"].state.verifier.known(token) if token else None
        answer.charge = self._rates.charge(actor, (answer.scope["client"] or ("unknown",))[0], at)
        if answer.charge is not None and answer.charge.wait_seconds:
            RATE_LIMITED.labels(answer.charge.caller).inc()
            raise _later(TOO_MANY_REQUESTS, answer.charge.wait_seconds)

    def _turn(self, at: float) -> int:
        turn = max(self._last_turn, at) + 1 / TURNS_A_SECOND
        self._last_turn = min(turn, at + TURN_SECONDS_MAX)
        return ceil(self._last_turn - at)


class _Answer:
    def __init__(self, scope: Scope, send: Send, trace_id: str, *, english: bool) -> None:
        self.scope = scope
        self.trace_id = trace_id
        self.status = 0
        self.charge: Charge | None = None
        self.limit: asyncio.Timeout | None = None
        self._ends = asyncio.get_running_loop().time() + ANSWER_SECONDS_MAX
        self._send = send
        self._english = english

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            trace = (b"x-trace-id", self.trace_id.encode())
            quota = self.charge.headers() if self.charge else []
            message["headers"] = [*message["headers"], *_HEADERS, trace, *quota]
        await self._send(message)
        if message.get("more_body") and self.limit is not None:
            next_part = asyncio.get_running_loop().time() + REQUEST_SECONDS_MAX
            self.limit.reschedule(min(next_part, self._ends))

    async def problem(
        self, problem: EdgeProblem, receive: Receive, cause: Exception | None = None
    ) -> None:
        if self.status:
            raise cause or problem  # the answer has begun; the server cuts the connection
        if problem.error is FAULT:
            log.error("request.fault", path=_route(self.scope), exc_info=cause)
        body = edge_body(problem, english=self._english)
        response: Response = respond(body, problem.error.headers, self.trace_id)
        await response(self.scope, receive, self.send)


def give_time(scope: Scope, seconds: float) -> None:
    """Let a request that is seldom made, and large, take so long from now on."""
    limit: asyncio.Timeout = scope["state"]["limit"]
    limit.reschedule(asyncio.get_running_loop().time() + seconds)


def _later(error: EdgeError, seconds: int) -> EdgeProblem:
    return replace(error, headers={"Retry-After": str(seconds)}).problem(retry_after=seconds)


def _is_step(scope: Scope) -> bool:
    return scope["method"] not in {"GET", "HEAD"} and bool(_NAMED.search(scope["path"]))


def _trace_id(headers: Mapping[str, str]) -> str:
    if (traced := telemetry.trace_id()) is not None:
        return traced
    given = _TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    return given[1] if given else ids.new().hex


def _route(scope: Scope) -> str:
    route: Any = scope.get("route")
    return getattr(route, "path", "unmatched")


def _record(scope: Scope, status: int, seconds: float) -> None:
    route = _route(scope)
    method = scope["method"] if scope["method"] in _METHODS else "other"  # callers may invent any
    _seconds(route, method, f"{status // 100}xx").observe(seconds)
    if scope["path"] not in _UNLIMITED:
        log.info(
            "request",
            route=route,
            method=method,
            status=status,
            actor_id=getattr(scope["state"].get("actor"), "id", None),
            ms=round(seconds * 1000, 1),
        )
