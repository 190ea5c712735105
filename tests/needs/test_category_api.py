"""The catalogue over HTTP."""

from datetime import date
from typing import Any

import pytest

from shared import ids
from shared.access import Actor, Grant, Role
from shared.testing.kit import ServiceKit
from tests.needs.given_needs import DRAIN, a_need, a_resident

LAUNDRY = {
    "code": "care.laundry",
    "parent_code": "care",
    "name": "上门洗衣",
    "leaf": True,
    "required_skills": ["laundry"],
    "professionality": 1,
}


def leaves(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        leaf for node in nodes for leaf in ([node] if node["leaf"] else leaves(node["children"]))
    ]


async def test_everyone_may_read_the_shipped_catalogue(needs: ServiceKit) -> None:
    answer = await needs.get("/categories")

    found = {leaf["code"]: leaf for leaf in leaves(answer.json()["items"])}
    assert answer.status_code == 200
    assert len(found) == 32
    drain = found["repair.drain"]
    assert (drain["name"], drain["required_skills"], drain["professionality"]) == (
        "疏通下水",
        ["plumbing"],
        2,
    )
    assert found["mind.empty_nest"]["professionality"] == 3
    assert found["public.lift"]["public_affairs"]


async def test_a_city_adds_a_category_and_needs_may_use_it(needs: ServiceKit) -> None:
    city, _, community = await needs.regions()
    admin = needs.actor(Role.CITY_ADMIN, region=city)

    added = await needs.post("/categories", LAUNDRY, as_=admin)
    again = await needs.post("/categories", LAUNDRY, as_=admin)
    below_leaf = await needs.post(
        "/categories", LAUNDRY | {"code": "care.meal.hot", "parent_code": "care.meal"}, as_=admin
    )

    assert added.status_code == 201
    assert (again.status_code, again.json()["type"]) == (409, "/problems/category-exists")
    assert below_leaf.status_code == 422
    need = await a_need(needs, community, category_code="care.laundry")
    assert need["category_code"] == "care.laundry"


async def test_a_new_code_is_not_looked_for_in_the_catalogue(needs: ServiceKit) -> None:
    city, _, _ = await needs.regions()
    admin = needs.actor(Role.CITY_ADMIN, region=city)

    told = await needs.post("/categories", LAUNDRY | {"code": "Care Laundry"}, as_=admin)

    assert told.json()["errors"] == [
        {
            "pointer": "/code",
            "detail": "应为小写字母、数字和下划线，各级以点分隔，例如 repair.drain",
        }
    ]


async def test_a_retired_category_names_its_successor_and_stays_readable(
    needs: ServiceKit,
) -> None:
    city, _, community = await needs.regions()
    admin, resident = needs.actor(Role.CITY_ADMIN, region=city), a_resident(needs, community)
    old = await a_need(needs, community, by=resident)

    retired = await needs.post(
        "/categories/repair.drain/retirement", {"successor_code": "repair.water"}, as_=admin
    )
    twice = await needs.post("/categories/repair.drain/retirement", {}, as_=admin)
    new = await needs.post("/needs", DRAIN | {"region_id": str(community.id)}, as_=resident)

    assert retired.json()["valid_until"] == date(2026, 3, 2).isoformat()
    assert twice.status_code == 422
    assert (new.status_code, new.json()["type"]) == (422, "/problems/category-retired")
    assert new.json()["successor_code"] == "repair.water"
    assert (await needs.get(f"/needs/{old['id']}", as_=resident)).status_code == 200
    codes = {leaf["code"] for leaf in leaves((await needs.get("/categories")).json()["items"])}
    assert "repair.drain" not in codes


async def test_a_group_is_not_retired_over_the_heads_of_its_leaves(needs: ServiceKit) -> None:
    city, _, _ = await needs.regions()
    admin = needs.actor(Role.CITY_ADMIN, region=city)

    answer = await needs.post("/categories/public/retirement", {}, as_=admin)

    assert answer.status_code == 409
    assert answer.json()["below"][0] == "public.greening"


async def test_nothing_is_added_below_a_group_that_is_retired(needs: ServiceKit) -> None:
    city, _, _ = await needs.regions()
    admin = needs.actor(Role.CITY_ADMIN, region=city)
    group = LAUNDRY | {"code": "pets", "parent_code": None, "name": "宠物", "leaf": False}
    below = LAUNDRY | {"code": "pets.walk", "parent_code": "pets", "name": "代遛宠物"}
    await needs.post("/categories", group, as_=admin)
    await needs.post("/categories/pets/retirement", {"from_day": "2026-04-01"}, as_=admin)

    answer = await needs.post("/categories", below, as_=admin)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/category-retired")
    assert answer.json()["errors"][0]["pointer"] == "/parent_code"
    assert "None" not in answer.json()["detail"]


@pytest.mark.parametrize(
    "successor", ["no.such", "care", "repair.drain"], ids=["unknown", "group", "itself"]
)
async def test_a_successor_must_take_needs(needs: ServiceKit, successor: str) -> None:
    city, _, _ = await needs.regions()
    admin = needs.actor(Role.CITY_ADMIN, region=city)

    answer = await needs.post(
        "/categories/repair.drain/retirement", {"successor_code": successor}, as_=admin
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/successor_code"


async def test_only_the_city_changes_the_catalogue(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    manager = needs.actor(Role.COMMUNITY_MANAGER, region=community)

    assert (await needs.post("/categories", LAUNDRY, as_=manager)).status_code == 403
    assert (await needs.post("/categories", LAUNDRY)).status_code == 401


async def test_a_part_of_the_regions_does_not_change_the_catalogue_of_all(
    needs: ServiceKit,
) -> None:
    city, street, _ = await needs.regions()
    elsewhere = await needs.region(level="city", kind="prefecture")
    of_all = Actor(
        id=ids.new(),
        grants=tuple(Grant(Role.CITY_ADMIN, region.path) for region in (city, elsewhere)),
    )

    for region in (city, street):
        part = needs.actor(Role.CITY_ADMIN, region=region)
        for path, sent in (("/categories", LAUNDRY), ("/categories/repair.drain/retirement", {})):
            refused = await needs.post(path, sent, as_=part)
            assert (refused.status_code, refused.json()["type"]) == (
                403,
                "/problems/catalogue-of-all",
            )
    assert (await needs.post("/categories", LAUNDRY, as_=of_all)).status_code == 201
