"""Every field that a caller can write, as the OpenAPI document of a service tells of it."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

Step = str | int
DEEP = 4
"""How far into an object fields are looked for."""


@dataclass(frozen=True)
class Field:
    """One writable field: the operation, where it is in the body, and what it takes."""

    operation: str
    where: tuple[Step, ...]
    kind: str

    def filled(self, body: Any, value: Any) -> Any:
        """The body with this value in the field."""
        sent = deepcopy(body)
        inside = sent
        for step in self.where[:-1]:
            inside = inside[step]
        inside[self.where[-1]] = value
        return sent


def writable(app: FastAPI, bodies: dict[str, Any]) -> list[Field]:
    """The fields of every JSON body, as far as the body given here leads to them."""
    document = app.openapi()
    found: list[Field] = []
    for path, operations in document["paths"].items():
        for method, told in operations.items():
            name = f"{method.upper()} {path.removeprefix(app.state.base)}"
            content = told.get("requestBody", {}).get("content", {})
            body = bodies.get(name)
            if "application/json" in content and isinstance(body, dict):
                schema = content["application/json"]["schema"]
                walked = _walk(schema, body, document["components"]["schemas"], ())
                found += [Field(name, where, kind) for where, kind in walked]
    return found


def _walk(
    schema: dict[str, Any], body: Any, named: dict[str, Any], where: tuple[Step, ...]
) -> Iterator[tuple[tuple[Step, ...], str]]:
    plain = _plain(schema, named)
    if where:
        yield where, _kind(plain, named)
    if len(where) >= DEEP:
        return
    if isinstance(body, dict):
        for name, inner in plain.get("properties", {}).items():
            yield from _walk(inner, body.get(name), named, (*where, name))
    elif isinstance(body, list) and body and "items" in plain:
        yield from _walk(plain["items"], body[0], named, (*where, 0))


def _plain(schema: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema or "anyOf" in schema:
        if "$ref" in schema:
            schema = named[schema["$ref"].rpartition("/")[2]]
        else:
            schema = next(one for one in schema["anyOf"] if one.get("type") != "null")
    return schema


def _kind(plain: dict[str, Any], named: dict[str, Any]) -> str:
    """The class a field belongs to: fields of one class are read by the same code."""
    if "enum" in plain or "const" in plain:
        return "enum"
    if plain.get("type") == "array":
        return f"array of {_kind(_plain(plain.get('items', {}), named), named)}"
    pattern = "pattern" if "pattern" in plain else None
    return str(plain.get("format") or pattern or plain.get("type") or "anything")
