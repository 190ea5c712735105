"""Finds the routers that could answer a path; FastAPI asks every route of every router in turn."""

import copy
from collections.abc import Iterator

from fastapi.routing import APIRouter, iter_route_contexts
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

CONCEPT, STEP = 4, 6
"""The places of these words in `/api/needs/v1/needs/{need_id}/acceptance`."""
ANY = "{}"
"""Stands for a parameter."""


class Directory:
    """Stands for a router, and asks those of its routers only that have a path of that shape.

    The shape is how many words there are, and which say concept and step. Order and answers stay
    what they were: who is not asked would have said no.
    """

    def __init__(self, router: APIRouter) -> None:
        shapes = [(route, {_shape(path) for path in _paths(route)}) for route in router.routes]
        self._asked = {
            shape: _only(router, [route for route, own in shapes if own & {shape, _any(shape)}])
            for shape in {shape for _, own in shapes for shape in own}
        }
        self._nobody = _only(router, [])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the router would."""
        shape = _shape(scope.get("path", ""))
        asked = self._asked.get(shape) or self._asked.get(_any(shape)) or self._nobody
        await asked.app(scope, receive, send)


def _only(router: APIRouter, routes: list[BaseRoute]) -> APIRouter:
    narrow = copy.copy(router)
    narrow.routes = routes
    return narrow


def _paths(route: BaseRoute) -> Iterator[str]:
    yield from (one.path or "" for one in iter_route_contexts([route]))


def _shape(path: str) -> tuple[int, str, str]:
    words = path.split("/")
    concept, step = (words[place] if len(words) > place else "" for place in (CONCEPT, STEP))
    return len(words), concept, ANY if step.startswith("{") else step


def _any(shape: tuple[int, str, str]) -> tuple[int, str, str]:
    return *shape[:2], ANY
