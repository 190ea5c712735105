"""The registry's lists cap tiers and freeze accounts, and leaving them lets both go again."""

from datetime import date
from typing import Any

import pytest

from services.credit.account.states import AccountState, CreditList, FreezeCause
from services.credit.listing.rules import gravest
from services.credit.tier.rules import Review, Standing, review
from shared.access import Role
from shared.contracts.registry import AbnormalListed, SeriousListed
from shared.testing.kit import ServiceKit
from tests.credit.facts import abnormal, corrected, removed, serious
from tests.credit.given import account_of, organization_state
from tests.credit.spending import Scene, a_scene, look, restand


@pytest.fixture
async def scene(credit: ServiceKit) -> Scene:
    made = await a_scene(credit)
    await made.earn(1_000)
    await restand(made)
    await credit.tick()
    return made


def an_abnormal(scene: Scene) -> AbnormalListed:
    return abnormal(scene.organization_id, scene.community)


def a_serious(scene: Scene) -> SeriousListed:
    return serious(scene.organization_id, scene.community)


async def stands(scene: Scene) -> tuple[Any, ...]:
    account = await account_of(scene.credit, scene.organization_id)
    return account.state, account.frozen_by, account.listed


async def press(scene: Scene, action: str) -> list[int]:
    """Two officers, one after the other."""
    place, reason = f"/accounts/{scene.account_id}/{action}", {"reason": "核查"}
    officers = (scene.officer(), scene.officer())
    answers = [await scene.credit.post(place, reason, as_=officer) for officer in officers]
    return [answer.status_code for answer in answers]


def test_the_graver_list_counts() -> None:
    assert gravest([]) is None
    assert gravest([CreditList.SERIOUS, CreditList.ABNORMAL]) is CreditList.SERIOUS


@pytest.mark.parametrize(
    ("listed", "in_arrears", "expected"),
    [
        ("abnormal", False, Review(1, None, ("listed_abnormal",))),
        ("serious", False, Review(0, None, ("listed_serious",))),
        ("serious", True, Review(0, None, ("listed_serious",))),
        ("abnormal", True, Review(1, None, ("arrears",))),
        (None, False, Review(3, None, ())),
    ],
)
def test_lists_cap_the_tier_without_a_notice(
    listed: str | None, *, in_arrears: bool, expected: Review
) -> None:
    standing = Standing(3, 3, in_arrears, None, listed)

    found = review(standing, today=date(2026, 3, 2), monthly=False, notice_days=30)

    assert found == expected


async def test_the_abnormal_list_caps_the_tier_and_freezes_nothing(scene: Scene) -> None:
    entry = an_abnormal(scene)

    await scene.credit.receive(entry)
    capped = await look(scene)
    open_still = await stands(scene)
    await scene.credit.receive(removed(entry))
    raised = await look(scene)

    assert (capped["tier"], capped["reasons"], capped["listed"]) == (
        1,
        ["listed_abnormal"],
        "abnormal",
    )
    assert open_still == (AccountState.OPEN, None, CreditList.ABNORMAL)
    assert (raised["tier"], raised["listed"]) == (2, None)


async def test_the_serious_list_stops_spending_and_leaving_it_thaws(scene: Scene) -> None:
    entry = a_serious(scene)
    item = {"account_id": str(scene.account_id), "item_id": await scene.item()}

    await scene.credit.receive(entry)
    capped, frozen = await look(scene), await stands(scene)
    refused = await scene.credit.post("/redemptions", item, as_=scene.manager)
    await scene.earn(5)
    await scene.credit.receive(removed(entry))
    raised = await look(scene)
    asked = await scene.credit.post("/redemptions", item, as_=scene.manager)

    standings = [told["frozen"] for told in await scene.credit.events("credit.standing.state.v1")]
    assert (capped["tier"], frozen) == (
        0,
        (AccountState.FROZEN, FreezeCause.LISTING, CreditList.SERIOUS),
    )
    assert refused.json()["type"].endswith("account-not-open")
    assert await stands(scene) == (AccountState.OPEN, None, None)
    assert (raised["tier"], asked.status_code, await scene.stands()) == (2, 201, (1_005, 60, 0))
    assert standings[-1] is False
    assert True in standings
    assert len(await scene.credit.events("credit.account.thawed.v1")) == 1


async def test_the_lesser_list_goes_on_when_the_graver_ends(scene: Scene) -> None:
    lesser, graver = an_abnormal(scene), a_serious(scene)

    await scene.credit.receive(lesser, graver)
    await scene.credit.receive(removed(graver))

    assert await stands(scene) == (AccountState.OPEN, None, CreditList.ABNORMAL)
    assert (await look(scene))["tier"] == 1


async def test_a_mistaken_entry_leaves_no_trace_but_itself(scene: Scene) -> None:
    entry = a_serious(scene)

    await scene.credit.receive(entry, corrected(entry))

    answer = await scene.credit.get(f"/accounts/{scene.account_id}/listings", as_=scene.manager)
    (shown,) = answer.json()["items"]
    assert await stands(scene) == (AccountState.OPEN, None, None)
    assert (shown["credit_list"], shown["ground"], shown["corrected"]) == ("serious", "B4", True)


async def test_an_end_told_before_its_beginning_ends_it(scene: Scene) -> None:
    entry = a_serious(scene)

    await scene.credit.receive(removed(entry), entry)

    assert await stands(scene) == (AccountState.OPEN, None, None)


async def test_two_officers_freeze_and_two_thaw(scene: Scene) -> None:
    froze = await press(scene, "freeze")
    frozen = await stands(scene)
    thawed = await press(scene, "thaw")

    assert (froze, frozen[:2]) == ([200, 200], (AccountState.FROZEN, FreezeCause.OFFICERS))
    assert (thawed, await stands(scene)) == ([200, 200], (AccountState.OPEN, None, None))
    assert len(await scene.credit.events("credit.account.thawed.v1")) == 1


async def test_officers_cannot_thaw_what_the_list_froze(scene: Scene) -> None:
    await scene.credit.receive(a_serious(scene))
    place, reason = f"/accounts/{scene.account_id}/thaw", {"reason": "申请解冻"}
    await scene.credit.post(place, reason, as_=scene.officer())

    answer = await scene.credit.post(place, reason, as_=scene.officer())

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/still-listed")
    assert (await stands(scene))[0] is AccountState.FROZEN


async def test_what_officers_froze_stays_frozen_when_the_list_ends(scene: Scene) -> None:
    entry = a_serious(scene)
    await press(scene, "freeze")

    await scene.credit.receive(entry, removed(entry))

    assert await stands(scene) == (AccountState.FROZEN, FreezeCause.OFFICERS, None)


async def test_a_list_waits_for_an_organization_nobody_told_of(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    told = organization_state(community)
    await credit.receive(serious(told.organization_id, community))
    before = await account_of(credit, told.organization_id)

    await credit.receive(told)

    after = await account_of(credit, told.organization_id)
    assert (before.state, after.state) == (AccountState.SUSPENSE, AccountState.FROZEN)


async def test_listings_of_another_organization_do_not_exist(scene: Scene) -> None:
    stranger = scene.credit.actor(Role.ORG_MANAGER, organization=scene.account_id)

    answer = await scene.credit.get(f"/accounts/{scene.account_id}/listings", as_=stranger)

    assert answer.status_code == 404
