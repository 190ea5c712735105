"""Regions are found by what people type."""

import pytest

from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_tree
from tests.registry.test_region_api import CSV_TYPE, names


@pytest.mark.parametrize("q", ["弇山", "弇 山", "yanshan", "yan shan", "YSSQ"])
async def test_a_region_is_found_by_name_pinyin_and_initials(registry: ServiceKit, q: str) -> None:
    await given_a_tree(registry)

    assert await names(registry, q=q) == ["弇山社区居委会"]


async def test_a_name_with_a_number_is_typed_with_it(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)
    content = "code,parent_code,level,name\n320585100009,320585100,community,101团社区居委会\n"
    await registry.post("/region-imports", as_=admin, content=content.encode(), headers=CSV_TYPE)

    found = [await names(registry, q=q) for q in ("101tuan", "101 tuan", "1tsq", "102tuan")]

    assert [len(each) for each in found] == [1, 1, 1, 0]


@pytest.mark.parametrize("q", ["%", "_", "\\", "%%山"])
async def test_a_search_is_literal(registry: ServiceKit, q: str) -> None:
    await given_a_tree(registry)

    assert await names(registry, q=q) == []


async def test_a_search_text_of_ten_kilobytes_is_refused(registry: ServiceKit) -> None:
    answer = await registry.get("/regions", params={"q": "x" * 10_000})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "q"
