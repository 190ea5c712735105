"""What a route may be asked in its address: a mistyped filter would list everything."""

from inspect import isclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

from shared.web import dependencies, endpoints


async def known_only(request: Request) -> None:
    """Refuse parameters that the route does not know, and say which ones it does."""
    if not request.query_params:
        return
    known: list[str] = request.app.state.queries[request.scope["endpoint"]]
    if unknown := [name for name in request.query_params if name not in known]:
        raise RequestValidationError([_unknown(name, known) for name in unknown])


def know_queries(app: FastAPI) -> None:
    """Write down what each route may be asked, once, for `known_only`."""
    app.state.queries = {
        route.endpoint: sorted(
            name
            for dependant in [route.dependant, *dependencies(route.dependant)]
            for field in dependant.query_params
            for name in _names(field)
        )
        for _, route in endpoints(app)
    }


def _names(field: Any) -> list[str]:
    asked = field.field_info.annotation
    if isclass(asked) and issubclass(asked, BaseModel):
        return [told.alias or name for name, told in asked.model_fields.items()]
    return [field.alias]


def _unknown(name: str, known: list[str]) -> dict[str, Any]:
    zh = f"可用的参数：{'、'.join(known)}" if known else "此处不用参数"
    en = f"known: {', '.join(known)}" if known else "this call takes none"
    told = {"zh": f"没有这个参数，{zh}"}
    msg = f"there is no such parameter; {en}"
    return {"type": "unknown", "loc": ("query", name), "msg": msg, "ctx": told}
