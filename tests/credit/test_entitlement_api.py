"""What a tier brings is shown with what is left of it, to those who may see the account."""

from typing import Any

import pytest

from shared.access import Role
from tests.credit.facts import serious
from tests.credit.given import organization_state
from tests.credit.spending import Scene, look, neighbor, restand


async def shown(scene: Scene, **more: Any) -> dict[str, dict[str, Any]]:
    reader = more.get("as_", scene.manager)
    answer = await scene.credit.get(f"/accounts/{scene.account_id}/entitlements", as_=reader)
    assert answer.status_code == 200, answer.text
    return {item["code"]: item for item in answer.json()["items"]}


async def use(scene: Scene, code: str, quantity: int, **more: Any) -> Any:
    body = {"account_id": str(scene.account_id), "quantity": quantity}
    place = f"/entitlements/{code}/uses"
    return await scene.credit.post(place, body, as_=more.get("as_", scene.officer()))


async def raised(scene: Scene, earned: int) -> None:
    await scene.earn(earned)
    await restand(scene)
    await look(scene)


async def test_everything_is_shown_and_nothing_is_left_below_its_tier(scene: Scene) -> None:
    items = await shown(scene)

    assert {code: item["tier_min"] for code, item in items.items()} == {
        "venue_hours": 1,
        "training_seats": 2,
        "incubation_fast_track": 2,
        "public_recommendation": 3,
        "bid_bond_waiver": 4,
    }
    assert {(item["entitled"], item["left"]) for item in items.values()} == {(False, 0)}


async def test_what_was_used_is_taken_off_what_is_left(scene: Scene) -> None:
    await raised(scene, 1_000)

    used = await use(scene, "venue_hours", 4)
    items = await shown(scene)

    hours, seats = items["venue_hours"], items["training_seats"]
    assert used.status_code == 201
    assert (hours["entitled"], hours["used"], hours["left"]) == (True, 4, 6)
    assert (seats["entitled"], seats["used"], seats["left"]) == (True, 0, 5)
    assert items["bid_bond_waiver"]["entitled"] is False


async def test_each_use_is_seen_by_those_who_see_the_account(scene: Scene) -> None:
    await raised(scene, 1_000)
    officer, place = scene.officer(), "/entitlements/venue_hours/uses"
    for quantity in (4, 1):
        await use(scene, "venue_hours", quantity, as_=officer)
    await use(scene, "training_seats", 1)
    other = await neighbor(scene)

    mine = await scene.credit.get(place, as_=scene.manager)
    theirs = await scene.credit.get(place, as_=other.manager)
    one = {"account": str(other.account_id)}
    none = await scene.credit.get(place, as_=officer, params=one)

    items = mine.json()["items"]
    assert [item["quantity"] for item in items] == [1, 4]
    assert {item["recorded_by"] for item in items} == {str(officer.id)}
    assert (theirs.json()["items"], none.json()["items"]) == ([], [])


async def test_a_lowered_tier_leaves_nothing_of_what_it_brought(scene: Scene) -> None:
    await raised(scene, 1_000)
    await use(scene, "venue_hours", 4)
    await scene.credit.receive(serious(scene.organization_id, scene.community))
    await look(scene)

    hours = (await shown(scene))["venue_hours"]
    again = await use(scene, "venue_hours", 1)

    assert (hours["entitled"], hours["used"], hours["left"]) == (False, 4, 0)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/not-entitled")


async def test_the_tier_ends_with_the_account_and_so_does_what_it_brought(scene: Scene) -> None:
    await raised(scene, 1_000)
    mine = {"organization_id": scene.organization_id, "version": 2, "state": "canceled"}
    await scene.credit.receive(organization_state(scene.community, **mine))

    used = await use(scene, "venue_hours", 1)

    standing = (await scene.credit.events("credit.standing.state.v1"))[-1]
    items = await shown(scene)
    assert (used.status_code, used.json()["type"]) == (409, "/problems/not-entitled")
    assert {(item["entitled"], item["left"]) for item in items.values()} == {(False, 0)}
    assert standing["tier"] == 0


async def test_what_every_tier_brings_ends_with_the_account_too(scene: Scene) -> None:
    every = {"code": "hotline", "tier_min": 0, "quantity": 9, "period": "year"}
    setting = {"name": "credit.entitlements", "value": [every], "source": "太民发1号"}
    where = {"region_id": str(scene.city.id), "valid_from": "2026-01-01T00:00:00+08:00"}
    assert (await scene.credit.post("/policies", setting | where, as_=scene.officer())).is_success
    before = await use(scene, "hotline", 1)
    mine = {"organization_id": scene.organization_id, "version": 2, "state": "canceled"}
    await scene.credit.receive(organization_state(scene.community, **mine))

    after = await use(scene, "hotline", 1)

    hotline = (await shown(scene))["hotline"]
    assert before.status_code == 201
    assert (after.status_code, after.json().get("type")) == (409, "/problems/account-not-open")
    assert (hotline["entitled"], hotline["used"], hotline["left"]) == (False, 1, 0)


@pytest.mark.parametrize(
    "wrong", [{"code": "免费午餐"}, {"tier_min": 5}, {"quantity": 0}, {"period": "week"}]
)
async def test_a_city_offers_nothing_that_nobody_could_use(
    scene: Scene, wrong: dict[str, Any]
) -> None:
    offered = {"code": "hotline", "tier_min": 0, "quantity": 9, "period": "year"} | wrong
    setting = {"name": "credit.entitlements", "value": [offered], "source": "太民发1号"}
    where = {"region_id": str(scene.city.id), "valid_from": "2026-01-01T00:00:00+08:00"}

    answer = await scene.credit.post("/policies", setting | where, as_=scene.officer())

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/value/0/{next(iter(wrong))}"


async def test_nobody_records_a_use_for_his_own_organization(scene: Scene) -> None:
    await raised(scene, 1_000)
    officer = scene.officer()
    mixed = type(officer)(id=officer.id, grants=officer.grants + scene.manager.grants)

    answer = await use(scene, "venue_hours", 1, as_=mixed)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/conflict-of-interest")


async def test_an_unknown_entitlement_does_not_exist(scene: Scene) -> None:
    answer = await use(scene, "free_lunch", 1)

    assert answer.status_code == 404


async def test_entitlements_are_seen_by_those_who_see_the_account(scene: Scene) -> None:
    stranger = (await neighbor(scene)).manager
    auditor = scene.credit.actor(Role.AUDITOR, region=scene.city)
    place = f"/accounts/{scene.account_id}/entitlements"

    assert len(await shown(scene, as_=auditor)) == 5
    assert (await scene.credit.get(place, as_=stranger)).status_code == 404
    assert (await scene.credit.get(place)).status_code == 401
