"""The four services, each with a world in it that the tests of a module share."""

import importlib
import logging
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Any

import pytest
import structlog

from deploy.local.stack import SERVICES
from shared import clock, edge
from tests.cheap_passwords import made_cheap
from tests.conftest import ServiceParts, _kit
from tests.security.cells import World

FAULTS_ONLY = structlog.wrap_logger(
    structlog.PrintLogger(),
    processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
    wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
)
"""Thousands of requests are not worth a line each."""


@pytest.fixture(scope="module", params=SERVICES)
def parts(request: Any, parts_of: Callable[[str], ServiceParts]) -> ServiceParts:
    """Each service in turn."""
    return parts_of(request.param)


@pytest.fixture(scope="module")
async def world(parts: ServiceParts) -> AsyncGenerator[World, None]:
    """The service with a record for every operation; rolled back after the module."""
    made: Any = importlib.import_module(f"tests.security.world_{parts.programs.name}")
    with pytest.MonkeyPatch.context() as patch:
        made_cheap(patch)
        async for kit in _kit(parts):
            found = await made.world(kit)
            patch.setattr(edge, "log", FAULTS_ONLY)
            patch.setattr(clock, "now", partial(getattr, kit, "now"))
            yield found
