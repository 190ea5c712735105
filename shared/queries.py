"""What a route may be asked in its address.

A mistyped filter would list everything, and of two values of one filter the first be forgotten.
"""

from inspect import isclass, signature
from typing import Any, get_origin

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel


def asked(form: type[Any]) -> Any:
    """The fields of a dataclass as parameters; FastAPI would send the class itself to a thread."""

    async def ask(**given: Any) -> Any:
        return form(**given)

    ask.__signature__ = signature(form)  # type: ignore[attr-defined]
    return Depends(ask)


def demand_known(request: Request) -> None:
    """Refuse parameters that the route does not know, and those given twice that take one value."""
    given = request.query_params
    if not given:
        return
    known: dict[str, bool] = request.app.state.queries[request.scope["endpoint"]]
    wrong = [_unknown(name, [*known]) for name in given if name not in known]
    single = [name for name in given if not known.get(name, True)]
    wrong += [_repeated(name) for name in single if len(given.getlist(name)) > 1]
    if wrong:
        raise RequestValidationError(wrong)


def queries_of(dependant: Any) -> dict[str, bool]:
    """The parameters that a route, and what it depends on, asks for; whether each is a list."""
    asking = [dependant, *dependencies(dependant)]
    return dict(sorted(each for one in asking for field in one.query_params for each in _of(field)))


def dependencies(dependant: Any) -> list[Any]:
    """What is asked for below, at any depth."""
    return [found for one in dependant.dependencies for found in [one, *dependencies(one)]]


def _of(field: Any) -> list[tuple[str, bool]]:
    asked = field.field_info.annotation
    if isclass(asked) and issubclass(asked, BaseModel):
        told = asked.model_fields.items()
        return [(one.alias or name, get_origin(one.annotation) is list) for name, one in told]
    return [(field.alias, get_origin(asked) is list)]


def _unknown(name: str, known: list[str]) -> dict[str, Any]:
    zh = f"可用的参数：{'、'.join(known)}" if known else "此处不用参数"
    en = f"known: {', '.join(known)}" if known else "this call takes none"
    told = {"zh": f"没有这个参数，{zh}"}
    msg = f"there is no such parameter; {en}"
    return {"type": "unknown", "loc": ("query", name), "msg": msg, "ctx": told}


def _repeated(name: str) -> dict[str, Any]:
    told = {"zh": "此参数只能给一个值；要看多个值，请分别查询"}
    msg = "this parameter takes one value; ask for each value by itself"
    return {"type": "repeated", "loc": ("query", name), "msg": msg, "ctx": told}
