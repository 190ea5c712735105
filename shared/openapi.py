"""Makes the OpenAPI document tell the truth about problems and tokens."""

from typing import Any

from fastapi import FastAPI

from shared.edge_errors import EDGE_ERRORS

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
_ALWAYS = ("400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429", "503")


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
        document["components"]["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        }
        for operations in document["paths"].values():
            for operation in operations.values():
                _mend(operation["responses"])
        document["security"] = [{"bearer": []}]
        app.openapi_schema = document
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _mend(responses: dict[str, Any]) -> None:
    own = {
        status: entry
        for status, entry in responses.items()
        if status != "422" or "problem" in str(entry)
    }
    responses.clear()
    for status in _ALWAYS:
        titles = [f"`{error.slug}`" for error in EDGE_ERRORS if str(error.status.value) == status]
        own.setdefault(status, {"description": ", ".join(titles) or "Problem", "content": _CONTENT})
    responses.update(sorted(own.items()))
