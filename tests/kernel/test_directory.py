import httpx
import pytest
from fastapi import APIRouter, FastAPI

from shared.directory import Directory

BASE = "/api/town/v1"


def named(router: APIRouter, method: str, path: str, answer: str) -> None:
    async def route() -> str:
        return answer

    router.add_api_route(path, route, methods=[method])


@pytest.fixture
def town() -> FastAPI:
    """Two routers, of which the first takes any step of a need."""
    first, second = APIRouter(), APIRouter()
    named(first, "GET", "/needs/waiting", "the waiting ones")
    named(first, "GET", "/needs/{need_id}", "one")
    named(first, "POST", "/needs/{need_id}/{decision}", "any decision")
    named(second, "GET", "/needs", "all")
    named(second, "POST", "/needs", "another")
    named(second, "GET", "/needs/{need_id}/history", "its history")
    named(second, "POST", "/needs/{need_id}/acceptance", "never asked: the first says yes")
    named(second, "GET", "/orders/{order_id}/lines/{line_id}", "a line")
    app = FastAPI(redirect_slashes=False, docs_url=None, redoc_url=None)
    for router in (first, second):
        app.include_router(router, prefix=BASE)
    app.router.middleware_stack = Directory(app.router)
    return app


@pytest.mark.parametrize(
    ("method", "path", "answer"),
    [
        ("GET", "/needs", "all"),
        ("POST", "/needs", "another"),
        ("GET", "/needs/waiting", "the waiting ones"),
        ("GET", "/needs/7", "one"),
        ("GET", "/needs/7/history", "its history"),
        ("POST", "/needs/7/acceptance", "any decision"),
        ("POST", "/needs/7/refusal", "any decision"),
        ("GET", "/orders/7/lines/8", "a line"),
        ("PUT", "/needs", 405),
        ("DELETE", "/needs/7/history", 405),
        ("GET", "/needs/7/refusal", 405),
        ("GET", "/needs/7/history/8", 404),
        ("GET", "/needs/", 404),
        ("GET", "/orders", 404),
        ("GET", "/orders/7/pages/8", 404),
        ("GET", "/else", 404),
    ],
)
async def test_a_path_is_answered_as_if_all_routers_had_been_asked(
    town: FastAPI, method: str, path: str, answer: str | int
) -> None:
    transport = httpx.ASGITransport(app=town)
    async with httpx.AsyncClient(transport=transport, base_url="http://town") as client:
        narrow = await client.request(method, BASE + path)
        town.router.middleware_stack = town.router.app
        whole = await client.request(method, BASE + path)

    assert answer in (narrow.status_code, narrow.json())
    assert (narrow.status_code, narrow.content) == (whole.status_code, whole.content)
    assert narrow.headers == whole.headers
