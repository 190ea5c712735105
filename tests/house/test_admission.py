"""Deny by default: an endpoint says whom it admits, or the service does not start."""

import pytest
from fastapi import APIRouter, FastAPI

from deploy.docs import sources
from shared.web import Public, check_admission, endpoints


@pytest.mark.parametrize("service", sources.SERVICES)
def test_the_endpoints_of_a_service_are_all_seen(service: str) -> None:
    app = sources.app(service)

    documented = {
        (path, method.upper())
        for path, operations in app.openapi()["paths"].items()
        for method in operations
    }
    seen = {
        (path, method)
        for path, route in endpoints(app)
        if route.include_in_schema
        for method in route.methods or ()
    }

    assert seen == documented
    assert documented


def test_an_endpoint_that_admits_nobody_in_particular_stops_the_start() -> None:
    inner, router, app = APIRouter(), APIRouter(), FastAPI()

    @inner.get("/open")
    async def declared(_: Public) -> None: ...

    @inner.get("/forgotten")
    async def forgotten() -> None: ...

    router.include_router(inner, prefix="/things")
    app.include_router(router, prefix="/api")

    with pytest.raises(AssertionError, match="/api/things/forgotten"):
        check_admission(app)
