"""What a route may be asked in its address: a mistyped filter would list everything."""

from inspect import isclass
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel


def demand_known(request: Request) -> None:
    """Refuse parameters that the route does not know, and say which ones it does."""
    if not request.query_params:
        return
    known: list[str] = request.app.state.queries[request.scope["endpoint"]]
    if unknown := [name for name in request.query_params if name not in known]:
        raise RequestValidationError([_unknown(name, known) for name in unknown])


def queries_of(dependant: Any) -> list[str]:
    """The parameters that a route, and what it depends on, asks for."""
    asking = [dependant, *dependencies(dependant)]
    return sorted(name for one in asking for field in one.query_params for name in _names(field))


def dependencies(dependant: Any) -> list[Any]:
    """What is asked for below, at any depth."""
    return [found for one in dependant.dependencies for found in [one, *dependencies(one)]]


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
