from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.needs.category.model import Category
from services.needs.category.queries import category
from services.needs.menu_item.queries import serving
from shared import ids
from shared.access import Role
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import CODE, a_category
from tests.needs.given_needs import DRAIN, a_resident, a_team


def terms(region: RegionReplica, **fields: Any) -> dict[str, Any]:
    """A menu item as its author sends it."""
    return {
        "code": f"item-{ids.new()}",
        "title": "疏通下水",
        "category_code": CODE,
        "region_id": str(region.id),
        "slots": 100,
        "duration_minutes": 60,
        "fee": "capped",
        "price_cap": {"amount": "50.00"},
        "respond_minutes": 60,
        "arrive_minutes": 120,
        "finish_work_days": 2,
    } | fields


@pytest.fixture
async def street(needs: ServiceKit) -> RegionReplica:
    _, street, _ = await needs.regions()
    async with needs.begin() as uow:
        uow.add(a_category())
    return street


async def published(needs: ServiceKit, region: RegionReplica, **fields: Any) -> UUID:
    """An item on the menu of a region."""
    editor = needs.actor(Role.COMMUNITY_MANAGER, region=region)
    drafted = await needs.post("/menu-items", terms(region, **fields), as_=editor)
    assert drafted.status_code == 201, drafted.text
    answer = await needs.post(f"{location(drafted)}/publication", as_=editor)
    assert answer.json()["state"] == "published"
    return UUID(answer.json()["id"])


def location(answer: Any) -> str:
    """Where the thing created is, without the prefix."""
    where: str = answer.headers["Location"].removeprefix("/api/needs/v1")
    return where


async def test_an_item_is_seen_by_residents_once_it_is_published(
    needs: ServiceKit, street: RegionReplica
) -> None:
    community = await needs.region(parent=street)
    editor = needs.actor(Role.STREET_OFFICER, region=street)
    drafted = await needs.post("/menu-items", terms(street), as_=editor)
    anyone = needs.actor(person=ids.new())
    assert (await needs.get(location(drafted), as_=anyone)).status_code == 404

    await needs.post(f"{location(drafted)}/publication", as_=editor)

    menu = await needs.get("/menu", params={"region": str(community.id)})
    assert [item["title"] for item in menu.json()["items"]] == ["疏通下水"]
    assert menu.json()["items"][0]["price_cap"] == {"amount": "50.00", "currency": "CNY"}


async def test_a_suspended_item_leaves_the_menu_and_comes_back(
    needs: ServiceKit, street: RegionReplica
) -> None:
    editor = needs.actor(Role.COMMUNITY_MANAGER, region=street)
    item_id = await published(needs, street)

    async def menu() -> list[Any]:
        answer = await needs.get("/menu", params={"region": str(street.id)})
        items: list[Any] = answer.json()["items"]
        return items

    await needs.post(f"/menu-items/{item_id}/suspension", as_=editor)
    assert await menu() == []
    await needs.post(f"/menu-items/{item_id}/resumption", as_=editor)
    assert len(await menu()) == 1
    await needs.post(f"/menu-items/{item_id}/retirement", as_=editor)
    again = await needs.post(f"/menu-items/{item_id}/publication", as_=editor)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/illegal-move")
    assert again.json()["detail"] == "当前状态（已下架）不能办理此操作。事项已结束，不再办理。"


async def test_what_is_of_a_retired_category_leaves_the_menu(
    needs: ServiceKit, street: RegionReplica
) -> None:
    await published(needs, street)
    community = await needs.region(parent=street)
    async with needs.begin() as uow:
        kind = await uow.get(Category, (await category(uow, CODE)).id)
        kind.retire(day=(needs.now + timedelta(days=1)).date(), successor_code=None)
    params = {"region": str(community.id)}
    today = await needs.get("/menu", params=params)

    needs.now += timedelta(days=1)

    tomorrow = await needs.get("/menu", params=params)
    filed = {"region_id": str(community.id), "category_code": CODE}
    ordered = await needs.post("/needs", DRAIN | filed, as_=a_resident(needs, community))
    assert ordered.json()["type"] == "/problems/category-retired"
    assert [len(menu.json()["items"]) for menu in (today, tomorrow)] == [1, 0]


async def test_the_nearest_regions_item_serves(needs: ServiceKit, street: RegionReplica) -> None:
    community = await needs.region(parent=street)
    elsewhere = await needs.region(parent=street)
    wide = await published(needs, street)
    await published(needs, community, price_cap={"amount": "40.00"})
    near = await published(needs, community)
    menus = [
        await needs.get("/menu", params={"region": str(place.id)})
        for place in (community, elsewhere)
    ]

    async with needs.begin() as uow:
        here = await serving(uow, category_code=CODE, region_id=community.id)
        there = await serving(uow, category_code=CODE, region_id=elsewhere.id)

    assert here is not None
    assert there is not None
    assert (here.id, there.id) == (near, wide)
    shown = [[item["id"] for item in menu.json()["items"]] for menu in menus]
    assert shown == [[str(near)], [str(wide)]]


async def test_a_menu_is_written_by_those_in_charge_of_the_region(
    needs: ServiceKit, street: RegionReplica
) -> None:
    _, other, _ = await needs.regions()
    stranger = needs.actor(Role.COMMUNITY_MANAGER, region=other)

    drafted = await needs.post("/menu-items", terms(street), as_=stranger)
    worker = needs.actor(Role.RECEIVER, region=street)

    assert (drafted.status_code, drafted.json()["type"]) == (403, "/problems/region-not-yours")
    assert (await needs.post("/menu-items", terms(street), as_=worker)).status_code == 403


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"fee": "free"}, "cap-mismatch"),
        ({"fee": "capped", "price_cap": None}, "cap-mismatch"),
        ({"fee": "subsidized", "price_cap": {"amount": "0.00"}}, "cap-mismatch"),
        ({"category_code": "nothing-of-the-kind"}, "unknown-category"),
    ],
)
async def test_terms_that_do_not_fit_are_refused(
    needs: ServiceKit, street: RegionReplica, fields: dict[str, Any], kind: str
) -> None:
    editor = needs.actor(Role.COMMUNITY_MANAGER, region=street)

    answer = await needs.post("/menu-items", terms(street, **fields), as_=editor)

    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{kind}")


@pytest.mark.parametrize("skill", ["管道疏通", "Plumbing", "x", "p" * 51])
async def test_what_no_team_can_be_verified_for_is_not_preferred(
    needs: ServiceKit, street: RegionReplica, skill: str
) -> None:
    editor = needs.actor(Role.COMMUNITY_MANAGER, region=street)
    asked = terms(street, preferred_skills=["plumbing", skill])

    answer = await needs.post("/menu-items", asked, as_=editor)

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/preferred_skills/1"]


async def test_a_code_is_used_once(needs: ServiceKit, street: RegionReplica) -> None:
    editor = needs.actor(Role.COMMUNITY_MANAGER, region=street)
    same = terms(street)
    await needs.post("/menu-items", same, as_=editor)

    answer = await needs.post("/menu-items", same, as_=editor)

    assert (answer.status_code, answer.json()["code"]) == (409, same["code"])


async def test_nobody_puts_his_own_team_on_the_menu(
    needs: ServiceKit, street: RegionReplica
) -> None:
    organization, team = ids.new(), await a_team(needs, street)
    own = await a_team(needs, street, organization_id=organization)
    editor = needs.actor(Role.COMMUNITY_MANAGER, region=street)
    party = replace(editor, id=ids.new(), organizations=frozenset({organization}))
    both = terms(street, team_ids=[str(team), str(own)])
    drafted = await needs.post("/menu-items", both, as_=editor)

    told = [
        await needs.post("/menu-items", both | {"code": "own-team"}, as_=party),
        await needs.post(f"{location(drafted)}/publication", as_=party),
    ]
    done = await needs.post(f"{location(drafted)}/publication", as_=editor)

    assert [answer.status_code for answer in (*told, done)] == [403, 403, 200]
    assert {answer.json()["type"] for answer in told} == {"/problems/conflict-of-interest"}
