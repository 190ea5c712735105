"""A region whose code and name name different committees, and what a person makes of it."""

from typing import Any

import pytest

from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_tree
from tests.registry.test_region_api import CSV_TYPE


@pytest.mark.parametrize(
    ("change", "in_doubt"),
    [
        ({"name": "某社区居委会"}, False),
        ({"code": "320585100208"}, False),
        ({"name": "另一村委会"}, True),
        ({"households": 300}, True),
    ],
)
async def test_a_region_is_in_doubt_until_its_code_and_its_name_agree(
    registry: ServiceKit, change: dict[str, Any], *, in_doubt: bool
) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)
    content = "code,parent_code,level,name\n320585100008,320585100,community,某村委会\n"
    await registry.post("/region-imports", as_=admin, content=content.encode(), headers=CSV_TYPE)
    [made] = (await registry.get("/regions", params={"code": "320585100008"})).json()["items"]
    told = {"effective_on": "2026-01-01", "reason": "核实名称和代码"} | change

    revised = await registry.post(f"/regions/{made['id']}/revisions", told, as_=admin)

    assert made["needs_review"] is True
    assert (revised.status_code, revised.json()["needs_review"]) == (201, in_doubt)
