"""Asks every operation of a service as everybody, and writes down what each was answered.

A world holds one record for every operation, in the state in which it can be done. Each caller
asks three times: where the record lies in his scope (own), where it lies in somebody else's
(foreign), and for a record that does not exist (missing; with `-` where a request names none).
What a request changes is rolled back, so that every caller finds the same world.

Every answer, whatever it says, carries the headers that guard it, and an ETag where it is
documented and nowhere else.
"""

import asyncio
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import insert, select

from shared import ids
from shared.access import Actor, Role
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from shared.testing.signing import sign
from shared.web import Admits, endpoints, guards, public
from tests.kernel.test_edge import SECURITY

ROOT = Path(__file__).parents[2]
ROLE = re.compile(r"\bR(?:ole)?\.([A-Z_]+)\b")
TABLES = Path(__file__).parent / "matrix"
ANONYMOUS, SIGNED_IN, CLIENT = "anonymous", "signed_in", "client"
"""Nobody, a person and an API client: the latter two hold no role."""
CALLERS = [*Role, SIGNED_IN, CLIENT, ANONYMOUS]
OTHERS = "others"
LOCKED_OUT = "401"
NOTHING = "none"
"""A list that was answered, and does not tell of the record."""
AT_THE_DOOR = (b'"/problems/role-required"', b'"/problems/unauthenticated"')
PROBLEM = "application/problem+json"
RFC_6749 = {"POST /oauth/token"}
"""Errors of OAuth have a form of their own."""
UNWANTED = {"server", "x-powered-by", "access-control-allow-origin", "set-cookie"}
FOR_ORGANIZATIONS = {
    *(Role.ORG_MANAGER, Role.SOCIAL_WORKER, Role.SUPERVISOR, Role.TEAM_LEADER),
}
"""Roles that are held for one organization; the others are held in a region."""


@dataclass(frozen=True)
class Ask:
    """One request; `names` is where it names the record, in its path, body or query."""

    path: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    query: dict[str, Any] = field(default_factory=dict)
    names: str | None = None
    tells: Any = None
    """What an answer with the record in it contains; without it, the answer tells of nothing."""
    content: bytes | None = None
    media: str = "application/json"
    mime: Mapping[str, str] = field(default_factory=dict)

    def missing(self) -> "Ask | None":
        """The same about a record that does not exist."""
        if self.names is None:
            return None
        other = {self.names: str(ids.new())}
        if self.names in self.path:
            other = other if _is_id(self.path[self.names]) else {self.names: "no.such_thing"}
            return replace(self, path=self.path | other)
        if self.names in self.query:
            return replace(self, query=self.query | other)
        return replace(self, body=self.body | other)


@dataclass
class World:
    """A service with its records, and everybody who may ask, each with a scope of his own."""

    kit: ServiceKit
    asks: dict[str, Ask]
    own: dict[str, Actor]
    foreign: dict[str, Actor]
    people: frozenset[str] = frozenset()
    """Roles whose holder is somebody in particular, such as the reporter of the needs."""


def everybody(
    kit: ServiceKit, region: RegionReplica, organization: UUID, **people: Actor
) -> dict[str, Actor]:
    """Each role over this region, or for this organization; some are people of the world."""
    found = {
        role.value: kit.actor(
            role,
            region=region,
            organization=organization if role in FOR_ORGANIZATIONS else None,
            person=ids.new(),
            household=ids.new(),
        )
        for role in Role
    }
    found[SIGNED_IN] = kit.actor(person=ids.new(), household=ids.new())
    found[CLIENT] = Actor(id=ids.new(), name="client")
    return found | people


def operations(app: FastAPI) -> list[str]:
    """Every operation of the service, such as `POST /needs/{need_id}/acceptance`."""
    return [*admission(app)]


Answers = dict[str, str]
"""For each caller what he was answered: own, foreign, missing."""


async def observe(world: World, operation: str) -> Answers:
    """Ask as everybody.

    Whom the route itself refuses, before it looks at what is asked (shared/web.py,
    `check_admission`), is asked once: his three answers are one. Of the roles that no file of the
    service names one is asked for all: what is not named cannot be told apart.
    """
    ask = world.asks[operation]
    other = ask.missing()
    found: Answers = {}
    alike = unnamed(world)
    for caller in CALLERS:
        if caller in alike[1:]:
            found[caller] = found[alike[0]]
            continue
        own, foreign = world.own.get(caller), world.foreign.get(caller)
        first = await asked(world.kit, operation, ask, own)
        assert_etag_told(world.kit.app, operation, first)
        if any(slug in first.body for slug in AT_THE_DOOR):
            cells = [str(first.status)] * 2 + ["-" if other is None else str(first.status)]
        else:
            second = await asked(world.kit, operation, ask, foreign)
            third = other and await asked(world.kit, operation, other, own)
            cells = [_cell(ask, answer) if answer else "-" for answer in (first, second, third)]
        found[caller] = " ".join(cells)
    return found


def unnamed(world: World) -> list[str]:
    """The roles that this service cannot tell apart."""
    named = roles_named(world.kit.app.title)
    return [role for role in Role if role.name not in named and role not in world.people]


@cache
def roles_named(service: str) -> set[str]:
    """The roles that the service or the kernel's own routes speak of."""
    files = [*(ROOT / "services" / service).rglob("*.py"), ROOT / "shared/own_routes.py"]
    return {name for file in files for name in ROLE.findall(file.read_text("utf-8"))}


def _cell(ask: Ask, answer: "Answer") -> str:
    told = ask.tells is None or str(ask.tells).encode() in answer.body
    return str(answer.status) if told or answer.status != 200 else NOTHING


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


def assert_guarded(operation: str, answer: Answer) -> None:
    """Whatever was asked, and however it came about, the answer carries what guards it."""
    assert {name: answer.headers.get(name) for name in SECURITY} == SECURITY, operation
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-trace-id"]), operation
    assert not UNWANTED & set(answer.headers), operation
    if answer.body:
        assert answer.headers["content-type"], operation
    if answer.status >= 400 and operation not in RFC_6749:
        assert answer.headers["content-type"] == PROBLEM, (operation, answer)


def assert_etag_told(app: FastAPI, operation: str, answer: Answer) -> None:
    """What was done or read carries an ETag exactly where the document says so."""
    if answer.status >= 300:
        return
    method, _, path = operation.partition(" ")
    told = app.openapi()["paths"][app.state.base + path][method.lower()]["responses"]
    documented = "ETag" in told[str(answer.status)].get("headers", {})
    assert ("etag" in answer.headers) is documented, operation


async def asked(kit: ServiceKit, operation: str, ask: Ask, actor: Actor | None) -> Answer:
    """One request, past the HTTP client, and undone again if it changes something."""
    method, _, template = operation.partition(" ")
    path = kit.app.state.base + template.format(**{k: quote(str(v)) for k, v in ask.path.items()})
    query = urlencode(ask.query, doseq=True, quote_via=quote)
    body = b"" if ask.body is None else json.dumps(ask.body).encode()
    body = body if ask.content is None else ask.content
    headers = [(b"host", b"test"), (b"content-type", ask.media.encode())] if body else []
    headers += [(name.lower().encode(), value.encode()) for name, value in ask.mime.items()]
    if actor is not None:
        headers.append((b"authorization", f"Bearer {_token(actor, kit)}".encode()))
    if method != "GET":
        headers.append((b"idempotency-key", f"key-{ids.new()}".encode()))
        headers.append((b"if-match", b"*"))
    told: list[Any] = []

    arriving = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        if not arriving:
            await asyncio.Event().wait()  # the caller stays to the end
        return arriving.pop()

    async def send(message: Any) -> None:
        told.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
    }
    changes = method != "GET" and _comes_in(kit, operation, actor)
    undone = await kit.database._sessions.kw["bind"].begin_nested() if changes else None
    await kit.app(scope, receive, send)
    if undone is not None:
        await undone.rollback()
    headers_told = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    body_told = b"".join(part.get("body", b"") for part in told[1:])
    answer = Answer(told[0]["status"], headers_told, body_told)
    assert_guarded(operation, answer)
    return answer


@cache
def admission(app: FastAPI) -> dict[str, list[Any]]:
    """What each operation's route says whom it admits."""
    return {
        f"{method} {path.removeprefix(app.state.base)}": guards(route)
        for path, route in endpoints(app)
        for method in route.methods or ()
    }


def _comes_in(kit: ServiceKit, operation: str, actor: Actor | None) -> bool:
    """Whether the route's own word lets the caller in: only then something can be changed."""
    return any(
        guard is public or (actor is not None and _admits(guard, actor))
        for guard in admission(kit.app).get(operation, [])
    )


def _admits(guard: Admits, actor: Actor) -> bool:
    return not guard.roles or actor.holds(*guard.roles)


_tokens: dict[Actor, str] = {}


def _token(actor: Actor, kit: ServiceKit) -> str:
    if actor not in _tokens:
        _tokens[actor] = sign(actor, kit.now)
    return _tokens[actor]


def _is_id(value: object) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


@cache  # asked for again by every trial of a value
def expected(service: str) -> dict[str, Answers]:
    """The table of a service, spelled out."""
    return {
        operation: spelled_out(row)
        for operation, row in tomllib.loads((TABLES / f"{service}.toml").read_text("utf-8")).items()
    }


def spelled_out(row: Mapping[str, str]) -> Answers:
    """A row for each caller: `others` are those it does not name, but nobody is no other."""
    found: Answers = {}
    for answers, callers in row.items():
        for caller in callers.split():
            assert caller not in found, f"{caller} is named twice"
            found[caller] = answers
    others = found.pop(OTHERS, None)
    for caller in CALLERS:
        if caller not in found:
            width = 3 if caller == ANONYMOUS else 0
            unnamed = " ".join([LOCKED_OUT] * width) or others
            assert unnamed is not None, f"{caller} is not named"
            found[caller] = unnamed
    assert set(found) == set(CALLERS), f"there is no {set(found) - set(CALLERS)}"
    return {
        caller: answers if caller != ANONYMOUS else _like(answers, found[SIGNED_IN])
        for caller, answers in found.items()
    }


def _like(answers: str, other: str) -> str:
    """Nothing is missing for nobody where nothing is missing for anybody."""
    return answers[: answers.rindex(" ")] + " -" if other.endswith("-") else answers


def written(operation: str, answers: Answers) -> str:
    """A row as the table holds it."""
    groups: dict[str, list[str]] = defaultdict(list)
    for caller in CALLERS:
        if caller != ANONYMOUS or not answers[caller].startswith(LOCKED_OUT):
            groups[answers[caller]].append(caller)
    largest = max(groups, key=lambda found: len(groups[found]))
    rows = sorted((found for found in groups if found != largest), key=lambda found: found)
    lines = [f'"{found}" = "{" ".join(groups[found])}"' for found in rows]
    left_out = [] if ANONYMOUS not in groups[largest] else [ANONYMOUS]
    lines.append(f'"{largest}" = "{" ".join([OTHERS, *left_out])}"')
    return "\n".join([f'["{operation}"]', *lines, ""])


async def copied(kit: ServiceKit, kind: Any, id: UUID | str, **changes: Any) -> UUID:
    """The same record once more, but in another state."""
    table = kind.__table__
    new: dict[str, Any] = {"id": ids.new()} | changes
    async with kit.begin() as uow:
        row = (await uow.session.execute(select(table).where(table.c.id == UUID(str(id))))).one()
        await uow.session.execute(insert(table).values({**row._mapping, **new}))
    found: UUID = new["id"]
    return found
