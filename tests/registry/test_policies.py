from typing import Any

import pytest

from shared.access import Role
from shared.testing.kit import ServiceKit

BAD = [
    ("session.idle", {"value": 2, "unit": "wd"}),
    ("session.idle", {"value": 2, "unit": "h", "hours": "work"}),
    ("session.absolute", {"value": 7, "unit": "wd"}),
    ("registry.filing.years", 0),
    ("registry.filing.years", 9_000),
    ("registry.team.filing_years", -1),
    ("registry.team.filing_years", 10**12),
]


@pytest.mark.parametrize(("name", "value"), BAD)
async def test_a_value_that_nobody_can_calculate_with_is_never_published(
    registry: ServiceKit, name: str, value: Any
) -> None:
    city, _, _ = await registry.regions()
    admin = registry.actor(Role.CITY_ADMIN, region=city)
    asked = {
        "name": name,
        "region_id": str(city.id),
        "value": value,
        "source": "太民发〔2026〕12号",
    }

    answer = await registry.post(
        "/policies", asked | {"valid_from": registry.now.isoformat()}, as_=admin
    )

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"].startswith("/value")
