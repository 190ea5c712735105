"""What the kernel's own routes need to be spoken to."""

from collections.abc import Generator
from typing import Any

import pytest

from shared.durations import Duration
from shared.policy import Parameter
from shared.regions import RegionReplica


@pytest.fixture
def ttl() -> Generator[Parameter[Duration], None, None]:
    """A parameter that exists for one test."""
    made = Parameter(
        "kernel.ttl", Duration, default=Duration(value=60, unit="min"), source="the tests"
    )
    yield made
    del Parameter.known[made.name]


@pytest.fixture
def at_most() -> Generator[Parameter[int], None, None]:
    """A plain number that exists for one test."""
    made = Parameter("kernel.at_most", int, default=3, source="the tests")
    yield made
    del Parameter.known[made.name]


@pytest.fixture
def publication() -> Any:
    """Makes the body that publishes a value in a region."""

    def make(region: RegionReplica, **more: Any) -> dict[str, Any]:
        return {
            "name": "kernel.ttl",
            "region_id": str(region.id),
            "value": {"value": 2, "unit": "h"},
            "valid_from": "2026-03-01T00:00:00+08:00",
            "source": "太民发〔2026〕12号",
        } | more

    return make
