"""Everything the API can be asked about the province of fill.py, by everyone who may ask.

The questions follow from the OpenAPI document: each GET once with what it demands, once with each
thing it may be given, and once for a page further on. So a new route is asked by itself.
"""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shared import regions
from shared.access import Actor, Grant, Role
from shared.pages import DUE_CURSOR, due_cursor

_ID_TIME = 1_735_689_600_000


def made(kind: str, number: int) -> UUID:
    """The id that fill.made gives (province/common.sql)."""
    kind_digits = hashlib.md5(kind.encode(), usedforsecurity=False).hexdigest()[:3]
    return UUID(f"{_ID_TIME + number:012x}7{kind_digits}8000{number:012x}")


KINDS = {
    "parent": "street",
    "under": "street",
    "region": "community",
    "region_id": "community",
    "organization": "organization",
    "organization_id": "organization",
    "holder": "organization",
    "item_id": "menu_item",
    "log_id": "service_log",
    "entry_id": "hour_entry",
    "check_id": "annual_check",
}
"""Whose id a parameter takes, where its name does not say: `need_id` takes that of a need."""

NUMBERS = {"menu_item": 10, "service_log": 21, "need": 2, "order": 2, "survey": 2, "fund_entry": 11}
"""Which one is asked for; the first, where there is no better."""

WORDS = {
    "category": ["community_group"],
    "category_code": ["repair.drain"],
    "code": ["91"],
    "drawn": ["true", "false"],
    "fields": ["name"],
    "fiscal_year": ["2026"],
    "minutes": ["60"],
    "number": ["1"],
    "q": ["互助会7", "社区"],
    "since": ["1"],
    "skill": ["plumbing"],
    "tier": ["0", "4"],
    "uscc": ["52320585MJ0000018C"],
}
DAYS = {"date": "%Y-%m-%d", "date-time": "%Y-%m-%dT%H:%M:%SZ"}


@dataclass(frozen=True)
class Question:
    """One GET."""

    route: str
    """As the document names it."""
    path: str
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    listed: bool = False
    """Whether it answers with a page of a list."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a route with the values it is tried with."""

    name: str
    place: str
    required: bool
    values: list[str]


def questions(document: dict[str, Any], now: datetime) -> Iterator[Question]:
    """Every question a service answers; `document` is its OpenAPI document."""
    for route, methods in document["paths"].items():
        if "get" in methods:
            given = methods["get"].get("parameters", [])
            yield from _asked(route, [_parameter(one, document, now) for one in given])


def _asked(route: str, parameters: list[Parameter]) -> Iterator[Question]:
    path = route
    params: dict[str, str] = {}
    headers: dict[str, str] = {}
    for one in parameters:
        if one.place == "path":
            path = path.replace(f"{{{one.name}}}", one.values[0])
        elif one.required:
            (headers if one.place == "header" else params)[one.name] = one.values[0]
    listed = any(one.name == "limit" for one in parameters)
    yield Question(route, path, params, headers, listed)
    for one in parameters:
        if one.place == "query" and not one.required and one.name != "limit":
            for value in one.values:
                yield Question(route, path, params | {one.name: value}, headers, listed)


def _parameter(told: dict[str, Any], document: dict[str, Any], now: datetime) -> Parameter:
    name, schema = told["name"], told["schema"]
    schema = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return Parameter(name, told["in"], told.get("required", False), _values(name, schema, now))


def _values(name: str, schema: dict[str, Any], now: datetime) -> list[str]:
    if "enum" in schema:
        return [str(word) for word in schema["enum"]]
    if schema.get("format") == "uuid":
        kind = KINDS.get(name, name.removesuffix("_id"))
        return [str(made(kind, NUMBERS.get(kind, 1)))]
    if schema.get("format") in DAYS:
        return [now.strftime(DAYS[schema["format"]])]
    if name == "after":
        middle = made("need", 100)  # a page further on, in every list: ids follow their numbers
        if schema.get("pattern") == DUE_CURSOR:
            return [due_cursor(now, middle), due_cursor(None, middle)]
        return ["1"] if schema["type"] == "integer" else [_cursor(middle)]
    return ["50"] if name == "limit" else WORDS.get(name, ["1"])


def _cursor(last: UUID) -> str:
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


def callers() -> dict[str, Actor]:
    """Who asks: a resident, an organization's people, and all the staff of a community or city."""
    chain = [made(level, 1) for level in ("city", "district", "street", "community")]
    city, community = (
        "".join(regions.step(one) for one in chain[:upto]) for upto in (1, len(chain))
    )
    resident = made("resident", 2)
    return {
        "resident": Actor(
            id=resident, person_id=resident, household_id=made("household", 2), grants=()
        ),
        "organization": _everyone("nowhere.", made("organization", 1)),
        "community": _everyone(community),
        "city": _everyone(city),
    }


def _everyone(path: str, organization: UUID | None = None) -> Actor:
    grants = tuple(Grant(role, path, organization) for role in Role)
    return Actor(id=made("staff", 9), person_id=made("person", 1), grants=grants)
