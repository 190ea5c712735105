"""The HTTP interface: OpenAPI documents to compare with, and a page to read."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.routing import RouteContext

from deploy.docs import sources
from deploy.docs.markdown import first_line, page, table
from shared.web import Admits, endpoints, guards


def pages() -> dict[str, str]:
    """One OpenAPI document per service, and one page for all."""
    documents = {
        f"tests/contracts/openapi/{service}.json": _text(sources.app(service).openapi())
        for service in sources.SERVICES
    }
    parts = [f"## {service}\n\n{_endpoints(sources.app(service))}" for service in sources.SERVICES]
    reading = page(
        "HTTP",
        "Every endpoint, and whom it admits; within that, a caller sees only what lies in his "
        "scope. The OpenAPI document of a service is at `/api/<service>/v1/openapi.json`, all four "
        "together at `/docs`.",
        *parts,
    )
    return {**documents, "docs/generated/http.md": reading}


def _endpoints(app: FastAPI) -> str:
    rows = [
        (f"`{method} {path}`", route.summary or first_line(route.description), _admits(route))
        for path, route in endpoints(app)
        if route.include_in_schema
        for method in sorted(route.methods or ())
    ]
    return table(["endpoint", "what it does", "for"], rows)


def _admits(route: RouteContext) -> str:
    admitting = [guard for guard in guards(route) if isinstance(guard, Admits)]
    if not admitting:
        return "everyone"
    roles = [f"`{role}`" for guard in admitting for role in guard.roles]
    return ", ".join(roles) or "whoever is signed in"


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
