"""The HTTP edge: what a route may ask for, and who it admits."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar

from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from shared.access import SYSTEM, Actor, Role
from shared.claims import Unauthenticated
from shared.conditions import tags_seen
from shared.crypto import Vault
from shared.database import Database, Opener
from shared.db import UnitOfWork
from shared.edge_errors import IDEMPOTENCY_KEY_MISSING, PRECONDITION_REQUIRED, UNAUTHENTICATED
from shared.errors import Forbidden, Refusal
from shared.idempotency import Claim, claim
from shared.metrics import DENIED
from shared.problems import slug_of, status_of
from shared.queries import demand_known, dependencies, queries_of
from shared.states import Named

KEY_LENGTH = range(16, 256)
"""Allowed lengths of an Idempotency-Key."""


async def now(request: Request) -> datetime:
    """When the request arrived; a coroutine, because FastAPI sends plain functions to a thread."""
    at: datetime = request.state.now
    return at


Now = Annotated[datetime, Depends(now)]


@dataclass(eq=False)
class RoleRequired(Forbidden):
    """This account does not hold a role that may do this."""

    roles: list[Named]

    zh: ClassVar[str] = "此操作需要以下角色之一：{roles}。请联系管理员授权。"
    en: ClassVar[str] = "This takes one of the roles {roles}; ask an administrator."


class Admits:
    """Lets in callers who hold one of the roles, or any signed-in caller when none is named."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    async def __call__(self, request: Request) -> Actor:
        """The verified caller; 401 without a valid token, 403 without a role."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise UNAUTHENTICATED.problem()
        try:
            verifier = request.app.state.verifier
            actor: Actor = await verifier.actor(token.strip(), request.state.now)
        except Unauthenticated:
            raise UNAUTHENTICATED.problem() from None
        request.state.actor = actor
        if self.roles and not actor.holds(*self.roles):
            DENIED.labels(operation_of(request)).inc()
            raise RoleRequired(roles=[*self.roles])
        demand_known(request)
        return actor


async def public(request: Request) -> None:
    """Admits everyone, on purpose."""
    demand_known(request)


def requires(*roles: Role) -> Any:
    """Admit only callers who hold one of these roles somewhere; queries narrow the scope."""
    assert roles
    return Depends(Admits(*roles))


SignedIn = Annotated[Actor, Depends(Admits())]
Public = Annotated[None, Depends(public)]


def operation_of(request: Request) -> str:
    """The route as a template, such as `POST /needs/{need_id}/acceptance`."""
    route = request.scope.get("route")
    path = route.path if isinstance(route, APIRoute) else "unmatched"
    return f"{request.method} {path.removeprefix(request.app.state.base)}"


class _Begin:
    """Opens the request's transaction: idempotent, conditional, attributed."""

    def __init__(self, *, once: bool = False, edit: bool = False, whole: bool = False) -> None:
        self.once = once
        self.edit = edit
        self.whole = whole

    async def __call__(self, request: Request) -> Opener:
        """An opener for the one transaction of this request."""
        # read here and described in shared/openapi.py: FastAPI takes longer over two headers
        key = None if request.method == "GET" else request.headers.get("idempotency-key")
        seen = tags_seen(request.headers)
        if (key is None and self.once) or (key is not None and len(key) not in KEY_LENGTH):
            raise IDEMPOTENCY_KEY_MISSING.problem()
        if self.edit and seen is None:
            raise PRECONDITION_REQUIRED.problem()
        body = b"" if key is None else await request.body()

        @asynccontextmanager
        async def begin() -> AsyncGenerator[UnitOfWork, None]:
            actor: Actor = getattr(request.state, "actor", SYSTEM)
            operation = operation_of(request)
            database: Database = request.app.state.database
            reads = request.method == "GET" and not self.whole
            at = request.state.now
            told: dict[str, Any] = {"actor": actor, "operation": operation, "at": at}
            async with database.begin(**told, reading=reads) as uow:
                uow.base = request.app.state.base
                uow.seen = seen
                if key is not None:
                    asked = f"{request.url.path}?{request.url.query}|".encode() + body
                    # keyed, because a body may hold a password that a plain hash would give away
                    asked_hash = database.vault.blind("idempotency.request_hash", asked.hex())
                    wanted = Claim(actor.id, operation, key, asked_hash)
                    await claim(uow.session, wanted)
                    uow.claim = wanted
                yield uow

        return begin


Begin = Annotated[Opener, Depends(_Begin())]
"""The transaction of a request; an Idempotency-Key is honoured, If-Match is checked."""
BeginOnce = Annotated[Opener, Depends(_Begin(once=True))]
"""The same where a repeat would harm: the Idempotency-Key is required (400 without)."""
BeginEdit = Annotated[Opener, Depends(_Begin(edit=True))]
"""The same for PUT, PATCH and agreeing to what another may have changed: If-Match is required."""
BeginWhole = Annotated[Opener, Depends(_Begin(whole=True))]
"""A transaction even for a GET, whose statements see what they see apart: for what is streamed."""


async def _vault(request: Request) -> Vault:
    vault: Vault = request.app.state.vault
    return vault


Vaulted = Annotated[Vault, Depends(_vault)]


def problems(*refusals: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """Document the refusals a route may answer with, one entry per status."""
    found: dict[int | str, dict[str, Any]] = {}
    for refusal in refusals:
        entry = found.setdefault(status_of(refusal).value, {"description": ""})
        title = f"`{slug_of(refusal)}`: {(refusal.__doc__ or '').strip()}"
        entry["description"] = "\n\n".join(filter(None, [entry["description"], title]))
        entry["content"] = {"application/problem+json": {"schema": PROBLEM_REF}}
    return found


PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}


def endpoints(app: FastAPI) -> Iterator[tuple[str, RouteContext]]:
    """Every endpoint, as it is called, with its full path."""
    found = iter_route_contexts(app.routes)
    yield from ((one.path or "", one) for one in found if isinstance(one.original_route, APIRoute))


def guards(route: RouteContext) -> list[Any]:
    """What decides whom the route admits: `public`, or one `Admits` for each actor it asks for."""
    return [one.call for one in dependencies(route.dependant) if _is_guard(one.call)]


def _is_guard(call: Any) -> bool:
    return call is public or isinstance(call, Admits)


def transaction(route: RouteContext) -> _Begin | None:
    """How the route opens its transaction, if it does."""
    known = dependencies(route.dependant)
    return next((one.call for one in known if isinstance(one.call, _Begin)), None)


def check_admission(app: FastAPI) -> None:
    """Deny by default: a route that does not say whom it admits stops the start.

    Who is asking is settled first: a stranger learns nothing about what a request should hold.
    What each route may be asked is written down for its guards.
    """
    app.state.queries = {route.endpoint: queries_of(route.dependant) for _, route in endpoints(app)}
    for path, route in endpoints(app):
        route.dependant.dependencies.sort(key=lambda one: not _is_guard(one.call))
        if not guards(route):
            raise AssertionError(f"{path} does not say whom it admits")
