"""Makes the OpenAPI document tell the truth about problems, tokens and the edge's headers."""

from inspect import isclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import RouteContext
from pydantic import BaseModel

from shared.edge_errors import EDGE_ERRORS
from shared.parameters import meaning_of
from shared.problems import slug_of
from shared.schemas import has_etag
from shared.web import KEY_LENGTH, Admits, RoleRequired, endpoints, guards, public, transaction

_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem; further members carry the facts of its type.",
    "required": ["type", "title", "status", "detail", "trace_id"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/offer-gone"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "trace_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "RFC 6901, into the body"},
                    "parameter": {"type": "string"},
                    "in": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_ANY = ("404", "422", "429", "500", "503")
_SIGNED_IN = ("401", "403")
_CHANGING = ("400", "401", "403", "409", "412", "413", "415")
"""With 401 for a public route too: where one signs in, it says that this failed."""
_EDITING = ("428",)
_ONCE = {"idempotency-key-missing", "idempotency-key-in-use", "idempotency-key-reused"}
_QUOTA = ("RateLimit", "RateLimit-Policy")
_HEADERS = {
    "ETag": "The version, which goes into If-Match.",
    "Idempotent-Replayed": "`true` on the answer to a repeat with the same Idempotency-Key.",
    "Location": "Where what was made can be read; absent where the path names it.",
    "RateLimit": "What is left of the caller's quota; absent where there is none.",
    "RateLimit-Policy": "The caller's quota.",
    "Retry-After": "How many seconds to wait before the same is sent again; on some 409 only.",
}
_KEY = {"type": "string", "minLength": KEY_LENGTH.start, "maxLength": KEY_LENGTH.stop - 1}
_ETAG = {"type": "string", "examples": ['"1"']}


def describe(app: FastAPI) -> None:
    """Replace FastAPI's own description of errors with ours."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is not None:
            return app.openapi_schema
        document = plain()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        schemas["Problem"] = _PROBLEM
        document["components"]["headers"] = {
            name: {"description": told, "schema": {"type": "string"}}
            for name, told in _HEADERS.items()
        }
        document["components"]["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        }
        for path, route in endpoints(app):
            for method, operation in document["paths"].get(path, {}).items():
                if method.upper() in (route.methods or ()):
                    _mend(operation, method, route)
        document["security"] = [{"bearer": []}]
        app.openapi_schema = document
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _mend(operation: dict[str, Any], method: str, route: RouteContext) -> None:
    opened = public in guards(route)
    changing = method != "get"
    begin = transaction(route)
    statuses = {*_ANY, *(() if opened else _SIGNED_IN), *(_CHANGING if changing else ())}
    if begin is not None and begin.edit:
        statuses.update(_EDITING)
    if opened:
        operation["security"] = []
    keyed = changing and begin is not None
    operation["responses"] = _responses(operation["responses"], statuses, route, keyed=keyed)
    parameters = operation.pop("parameters", [])
    if begin is not None and changing:  # a read repeats without harm and changes nothing
        key = _header("idempotency-key", _KEY, required=begin.once)
        parameters += [key, _header("if-match", _ETAG, required=begin.edit)]
    for parameter in parameters:
        parameter.setdefault("description", meaning_of(parameter))
    if parameters:
        operation["parameters"] = parameters


def _header(name: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": schema}


def _headers(status: str, route: RouteContext, *, keyed: bool) -> list[str]:
    view = route.response_model
    if not status.startswith("2"):
        waits = {"409": ["Retry-After"], "429": [*_QUOTA, "Retry-After"], "503": ["Retry-After"]}
        return waits.get(status, [])
    told = {
        "ETag": isclass(view) and issubclass(view, BaseModel) and has_etag(view),
        "Idempotent-Replayed": keyed,
        "Location": status == "201",
    }
    return [*_QUOTA, *(name for name, is_told in told.items() if is_told)]


def _refused(route: RouteContext, *, keyed: bool) -> list[tuple[str, str]]:
    """What the edge may refuse with, and its status."""
    slugs = [(error.slug, str(error.status.value)) for error in EDGE_ERRORS]
    if any(isinstance(guard, Admits) and guard.roles for guard in guards(route)):
        slugs.append((slug_of(RoleRequired), "403"))
    return [one for one in slugs if keyed or one[0] not in _ONCE]


def _responses(
    given: dict[str, Any], statuses: set[str], route: RouteContext, *, keyed: bool
) -> dict[str, Any]:
    own = {
        status: entry
        for status, entry in given.items()
        if status != "422" or "problem" in str(entry)
    }
    refused = _refused(route, keyed=keyed)
    for status in statuses:
        titles = [f"`{slug}`" for slug, its_status in refused if its_status == status]
        its_own = own.get(status, {})
        told = filter(None, [its_own.get("description"), ", ".join(titles)])
        description = "\n\n".join(told) or "Problem"
        content = its_own.get("content", _CONTENT)
        own[status] = {"description": description, "content": content}
    for status, entry in own.items():
        if names := _headers(status, route, keyed=keyed):
            entry["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    return dict(sorted(own.items()))
