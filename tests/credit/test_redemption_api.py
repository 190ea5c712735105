from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.credit.account.model import Account
from services.credit.account.use_cases import restand
from shared.contracts.credit import (
    RedemptionApproved,
    RedemptionCanceled,
    RedemptionFulfilled,
    RedemptionRequested,
)
from shared.testing.kit import ServiceKit
from tests.credit.book import Book
from tests.credit.facts import serious
from tests.credit.given import organization_state
from tests.credit.spending import Scene, a_scene, look


@pytest.fixture
async def scene(credit: ServiceKit) -> Scene:
    made = await a_scene(credit)
    await made.earn(100)
    return made


async def ask(scene: Scene, item_id: str, **more: Any) -> Any:
    body = {"account_id": str(scene.account_id), "item_id": item_id}
    return await scene.credit.post("/redemptions", body, as_=scene.manager, **more)


async def stock_of(scene: Scene, item_id: str) -> int:
    answer = await scene.credit.get(f"/redemption-items/{item_id}")
    stock: int = answer.json()["stock"]
    return stock


async def test_a_request_holds_the_price_and_sets_one_aside(scene: Scene) -> None:
    item = await scene.item()

    answer = await ask(scene, item)

    (told,) = await scene.credit.events("credit.redemption.requested.v1")
    assert (answer.status_code, answer.json()["state"]) == (201, "requested")
    assert RedemptionRequested.model_validate(told).price == 60
    assert await scene.stands() == (100, 60, 0)
    assert await stock_of(scene, item) == 0


async def test_of_two_requests_for_the_last_one_only_the_first_gets_it(scene: Scene) -> None:
    await scene.earn(100)
    item = await scene.item()

    first, second = await ask(scene, item), await ask(scene, item)

    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["type"].endswith("out-of-stock")
    assert await scene.stands() == (200, 60, 0)


async def test_too_little_is_refused_with_both_figures_and_nothing_is_set_aside(
    scene: Scene,
) -> None:
    item = await scene.item(price=101)

    answer = await ask(scene, item)

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("insufficient-credits")
    assert (answer.json()["requested"], answer.json()["available"]) == (101, 100)
    assert await stock_of(scene, item) == 1


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"tier_min": 1}, "tier-too-low"),
        ({"valid_from": "2026-03-03"}, "item-not-valid"),
        ({"valid_from": "2025-01-01", "valid_to": "2026-03-01"}, "item-not-valid"),
    ],
)
async def test_an_item_that_is_not_for_the_organization_has_its_own_answer(
    scene: Scene, fields: dict[str, Any], problem: str
) -> None:
    answer = await ask(scene, await scene.item(**fields))

    assert answer.status_code == 409
    assert answer.json()["type"].endswith(problem)


async def test_an_item_of_another_region_is_not_valid(scene: Scene) -> None:
    elsewhere = await scene.credit.region(parent=scene.city, level="street", kind="street")

    answer = await ask(scene, await scene.item(region_id=str(elsewhere.id)))

    assert answer.json()["type"].endswith("item-not-valid")


async def test_an_organization_has_no_more_than_its_limit(scene: Scene) -> None:
    item = await scene.item(stock=5, price=10, per_holder_limit=2)

    statuses = [(await ask(scene, item)).status_code for _ in range(3)]
    last = await ask(scene, item)

    assert statuses == [201, 201, 409]
    assert last.json()["type"].endswith("limit-reached")


async def test_a_frozen_account_spends_nothing_until_it_is_thawed(scene: Scene) -> None:
    item = await scene.item(price=1)
    place, reason = f"/accounts/{scene.account_id}", {"reason": "核查"}
    for _ in range(2):
        await scene.credit.post(f"{place}/freeze", reason, as_=scene.officer())
    frozen = await ask(scene, item)
    for _ in range(2):
        await scene.credit.post(f"{place}/thaw", reason, as_=scene.officer())

    thawed = await ask(scene, item)

    assert (frozen.status_code, frozen.json()["type"]) == (409, "/problems/account-not-open")
    assert frozen.json()["state"] == "frozen"
    assert thawed.status_code == 201


async def test_arrears_come_before_every_redemption(scene: Scene) -> None:
    item = await scene.item(price=1)
    await Book(scene.credit, scene.community, scene.account_id).take(140)
    owing = await ask(scene, item)
    await scene.earn(41)

    filled = await ask(scene, item)

    assert (owing.status_code, owing.json()["type"]) == (409, "/problems/in-arrears")
    assert owing.json()["arrears"] == 40
    assert (filled.status_code, await scene.stands()) == (201, (1, 1, 0))


async def test_fulfilling_spends_what_was_held(scene: Scene) -> None:
    asked = (await ask(scene, await scene.item())).json()
    officer = scene.officer()
    place = f"/redemptions/{asked['id']}"
    await scene.credit.post(f"{place}/approval", as_=officer)

    done = await scene.credit.post(f"{place}/fulfillment", as_=officer)

    (agreed,) = await scene.credit.events("credit.redemption.approved.v1")
    (told,) = await scene.credit.events("credit.redemption.fulfilled.v1")
    assert (done.status_code, done.json()["state"]) == (200, "fulfilled")
    assert RedemptionApproved.model_validate(agreed).redemption_id == UUID(asked["id"])
    assert RedemptionFulfilled.model_validate(told).price == 60
    assert await scene.stands() == (40, 0, 0)
    twice = await scene.credit.post(f"{place}/fulfillment", as_=officer)
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/illegal-move")


async def test_what_a_canceled_organization_waited_for_is_there_for_others(scene: Scene) -> None:
    community, mine = scene.community, scene.organization_id
    await scene.earn(100)
    items = [await scene.item(), await scene.item(needs_approval=False)]
    asked = [(await ask(scene, item)).json()["id"] for item in items]

    canceled = organization_state(community, organization_id=mine, version=2, state="canceled")
    await scene.credit.receive(canceled)
    late = await scene.credit.post(f"/redemptions/{asked[1]}/fulfillment", as_=scene.officer())

    told = await scene.credit.events("credit.redemption.canceled.v1")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/illegal-move")
    assert {one["redemption_id"] for one in told} == {*asked}
    assert [await stock_of(scene, item) for item in items] == [1, 1]
    assert await scene.stands() == (200, 0, 0)


async def test_nothing_is_handed_over_while_the_account_is_frozen(scene: Scene) -> None:
    asked = (await ask(scene, await scene.item(needs_approval=False))).json()
    await scene.credit.receive(serious(scene.organization_id, scene.community))

    answer = await scene.credit.post(f"/redemptions/{asked['id']}/fulfillment", as_=scene.officer())

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/account-not-open")
    assert (answer.json()["state"], await scene.stands()) == ("frozen", (100, 60, 0))


async def test_nothing_is_handed_over_while_there_are_arrears(scene: Scene) -> None:
    asked = (await ask(scene, await scene.item(needs_approval=False))).json()
    place, officer = f"/redemptions/{asked['id']}/fulfillment", scene.officer()
    await Book(scene.credit, scene.community, scene.account_id).take(70)

    owing = await scene.credit.post(place, as_=officer)
    held = await scene.stands()
    await scene.earn(30)
    filled = await scene.credit.post(place, as_=officer)

    assert (owing.status_code, owing.json()["type"]) == (409, "/problems/in-arrears")
    assert (owing.json()["arrears"], held) == (30, (60, 60, 30))
    assert (filled.status_code, await scene.stands()) == (200, (0, 0, 0))


@pytest.mark.parametrize("outcome", ["rejected", "canceled", "expired"])
async def test_when_nothing_comes_of_it_credits_and_stock_are_free_again(
    scene: Scene, outcome: str
) -> None:
    item = await scene.item()
    asked = (await ask(scene, item)).json()
    place = f"/redemptions/{asked['id']}"

    if outcome == "rejected":
        await scene.credit.post(f"{place}/rejection", {"reason": "场地停用"}, as_=scene.officer())
    elif outcome == "canceled":
        await scene.credit.post(f"{place}/cancellation", as_=scene.manager)
    else:
        await scene.credit.tick(scene.credit.now + timedelta(days=30))

    (told,) = await scene.credit.events("credit.redemption.canceled.v1")
    assert RedemptionCanceled.model_validate(told).outcome == outcome
    assert await scene.stands() == (100, 0, 0)
    assert await stock_of(scene, item) == 1


async def test_arrears_that_freed_credits_fill_are_told_to_be_over(scene: Scene) -> None:
    asked = (await ask(scene, await scene.item())).json()
    await Book(scene.credit, scene.community, scene.account_id).take(70)
    async with scene.credit.begin() as uow:
        await restand(uow, await uow.get(Account, scene.account_id))
    owing = await look(scene)

    await scene.credit.post(f"/redemptions/{asked['id']}/cancellation", as_=scene.manager)

    standing = (await scene.credit.events("credit.standing.state.v1"))[-1]
    assert (owing["in_arrears"], await scene.stands()) == (True, (30, 0, 0))
    assert (standing["arrears"], (await look(scene))["in_arrears"]) == (False, False)


async def test_nobody_approves_for_his_own_organization(scene: Scene) -> None:
    asked = (await ask(scene, await scene.item())).json()
    officer = scene.officer()
    mixed = type(officer)(id=officer.id, grants=officer.grants + scene.manager.grants)

    answer = await scene.credit.post(f"/redemptions/{asked['id']}/approval", as_=mixed)

    assert answer.status_code == 403
    assert answer.json()["type"].endswith("conflict-of-interest")


async def test_the_same_request_again_is_the_first_answer(scene: Scene) -> None:
    item = await scene.item()
    key = "redeem-" + "x" * 16

    first, again = await ask(scene, item, key=key), await ask(scene, item, key=key)

    assert (again.status_code, again.content) == (201, first.content)
    assert await scene.stands() == (100, 60, 0)


@pytest.mark.parametrize("price", [0, -1, 1.5, "10", True, 2**62])
async def test_a_price_is_a_positive_integer(scene: Scene, price: Any) -> None:
    body = {
        "code": "X-1",
        "title": "场地",
        "kind": "venue_hours",
        "price": price,
        "stock": 1,
        "region_id": str(scene.city.id),
        "valid_from": "2026-01-01",
    }

    answer = await scene.credit.post("/redemption-items", body, as_=scene.officer())

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/price"
