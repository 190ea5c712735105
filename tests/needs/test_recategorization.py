"""Staff say what a need is really about, and its way is chosen anew."""

from typing import Any

import pytest

from shared import ids
from shared.access import Role
from shared.contracts.procurement import BriefAccepted
from shared.testing.kit import ServiceKit
from tests.needs.given_needs import (
    COUNSELLING,
    a_need,
    a_receiver,
    a_resident,
    a_street_of_eight,
    a_team,
    an_item,
    asking_households,
    taken_on,
)
from tests.needs.test_cluster import a_manager, clusters, proposed, rejected

UNSORTED: dict[str, Any] = {"category_code": "unsorted"}
COUNSEL = {"category_code": "mind.empty_nest"}
DRAINS = {"category_code": "repair.drain"}


async def test_an_unsorted_need_gets_its_category_and_the_rules_choose_its_way(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    path = await taken_on(needs, community, receiver, **UNSORTED)
    await an_item(needs, community)
    await a_team(needs, community)

    answer = await needs.post(f"{path}/recategorization", DRAINS, as_=receiver)
    await needs.tick()

    assert answer.status_code == 200
    said = {name: answer.json()[name] for name in ("state", "category_code", "route")}
    assert said == {"state": "accepted", "category_code": "repair.drain", "route": None}
    need = (await needs.get(path, as_=receiver)).json()
    assert (need["state"], need["route"]) == ("dispatching", "menu")
    decisions = (await needs.get(f"{path}/classifications", as_=receiver)).json()["items"]
    assert [(one["rule"], one["decided_by"]) for one in decisions] == [
        ("R6", "rule"),
        ("R8", "rule"),
    ]
    assert decisions[0]["explanation"][-1]["zh"] == "有已发布的菜单服务；符合条件的备案队伍 1 支。"
    (fact,) = await needs.events("needs.need.recategorized.v1")
    assert (fact["category_code"], fact["before"]) == ("repair.drain", "unsorted")
    history = (await needs.get(f"{path}/history", as_=receiver)).json()["items"]
    assert any(
        one["actor_id"] == str(receiver.id) and '"category_code":"repair.drain"' in one["record"]
        for one in history
    )


async def test_the_promise_runs_on_and_a_need_without_a_way_waits_for_a_person(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    path = await taken_on(needs, community, receiver, category_code="public.lift")
    before = (await needs.get(path, as_=receiver)).json()

    await needs.post(f"{path}/recategorization", DRAINS, as_=receiver)
    await needs.tick()

    need = (await needs.get(path, as_=receiver)).json()
    assert (before["route"], need["state"], need["route"]) == (
        "deliberation",
        "classified",
        "manual",
    )
    running = {clock["name"] for clock in need["clocks"] if clock["state"] == "running"}
    assert running == {"route", "finish"}
    queue = (await needs.get("/needs/queue", as_=receiver)).json()["items"]
    assert [one["id"] for one in queue] == [need["id"]]


async def test_teams_that_were_asked_are_told_and_the_first_promise_is_void(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    await an_item(needs, community)
    await a_team(needs, community)
    need = await a_need(needs, community)
    await needs.tick()
    path = f"/needs/{need['id']}"

    await needs.post(f"{path}/recategorization", UNSORTED, as_=receiver)
    await needs.tick()

    orders = (await needs.get("/orders", as_=receiver)).json()["items"]
    assert [order["state"] for order in orders] == ["recalled"]
    seen = (await needs.get(path, as_=receiver)).json()
    clocks = {clock["name"]: clock["state"] for clock in seen["clocks"] if clock["state"] != "met"}
    assert clocks == {"first_offer": "voided", "route": "running", "finish": "running"}


async def test_the_demand_it_leaves_and_the_one_it_joins_are_counted_again(
    needs: ServiceKit,
) -> None:
    community = await a_street_of_eight(needs)
    receiver = a_receiver(needs, community)
    await asking_households(needs, community, 3)
    path = await taken_on(needs, community, receiver, **UNSORTED)

    async def households() -> list[int]:
        found = (await needs.get("/clusters", as_=receiver)).json()["items"]
        return [cluster["households"] for cluster in found]

    before = await households()
    await needs.post(f"{path}/recategorization", COUNSEL, as_=receiver)
    await needs.tick()
    joined = await households()
    await needs.post(f"{path}/recategorization", DRAINS, as_=receiver)
    await needs.tick()

    assert (before, joined, await households()) == ([3], [4], [3])


async def test_a_project_does_not_take_up_what_is_no_longer_its_matter(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    manager = needs.actor(Role.COMMUNITY_MANAGER, region=community, person=ids.new())
    await asking_households(needs, community, 19)
    path = await taken_on(needs, community, receiver, by=resident, **COUNSELLING)
    (cluster,) = (await needs.get("/clusters", as_=manager)).json()["items"]
    proposal = await needs.post(f"/clusters/{cluster['id']}/proposal", as_=manager)
    assert proposal.status_code == 200, proposal.text

    await needs.post(f"{path}/recategorization", DRAINS, as_=receiver)
    asked = await needs.post(f"{path}/project-membership", as_=resident)
    accepted = BriefAccepted(
        project_id=ids.new(),
        cluster_id=cluster["id"],
        region_id=community.id,
        record_sha256="ab" * 32,
        at=needs.now,
    )
    await needs.receive(accepted)
    await needs.tick()

    assert asked.status_code == 409
    assert (await needs.get(path, as_=receiver)).json()["state"] == "classified"


async def test_a_delicate_category_raises_the_sensitivity_and_none_lowers_it(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    path = await taken_on(needs, community, receiver, **UNSORTED)

    delicate = {"category_code": "health.rehab"}
    raised = await needs.post(f"{path}/recategorization", delicate, as_=receiver)
    kept = await needs.post(f"{path}/recategorization", DRAINS, as_=receiver)

    assert (raised.json()["sensitivity"], kept.json()["sensitivity"]) == ("restricted",) * 2


@pytest.mark.parametrize(
    ("code", "status", "slug"),
    [
        ("nothing.here", 422, "unknown-category"),
        ("repair", 422, "category-not-leaf"),
        ("Repair Drain", 422, "validation-failed"),
        ("unsorted", 409, "same-category"),
    ],
)
async def test_only_another_leaf_of_the_catalogue_will_do(
    needs: ServiceKit, code: str, status: int, slug: str
) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    path = await taken_on(needs, community, receiver, **UNSORTED)

    asked = {"category_code": code}
    answer = await needs.post(f"{path}/recategorization", asked, as_=receiver)

    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")


async def test_a_retired_category_names_its_successor(needs: ServiceKit) -> None:
    city, _, community = await needs.regions()
    receiver, admin = a_receiver(needs, community), needs.actor(Role.CITY_ADMIN, region=city)
    path = await taken_on(needs, community, receiver, **UNSORTED)
    end = {"successor_code": "repair.water"}
    assert (await needs.post("/categories/repair.drain/retirement", end, as_=admin)).is_success

    answer = await needs.post(f"{path}/recategorization", DRAINS, as_=receiver)

    assert answer.json()["type"] == "/problems/category-retired"
    assert answer.json()["successor_code"] == "repair.water"


async def test_only_an_accepted_need_that_nobody_serves_is_recategorized(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    new = await a_need(needs, community, **UNSORTED)
    served = await taken_on(needs, community, receiver, **UNSORTED)
    choice = {"route": "answer", "override_reason": "物业已约维修，电话告知居民即可"}
    await needs.post(f"{served}/classification", choice, as_=receiver)

    answers = [
        await needs.post(f"{path}/recategorization", DRAINS, as_=receiver)
        for path in (f"/needs/{new['id']}", served)
    ]

    assert [answer.json()["type"] for answer in answers] == ["/problems/illegal-move"] * 2


async def test_only_staff_in_charge_and_no_party_say_what_it_is_about(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    party = needs.actor(Role.RECEIVER, Role.RESIDENT, region=community, person=ids.new())
    path = await taken_on(needs, community, receiver, by=party, **UNSORTED)
    others = [
        a_receiver(needs, await needs.region()),
        a_resident(needs, community),
        needs.actor(Role.COMMUNITY_WORKER, region=community),
        party,
    ]

    answers = [await needs.post(f"{path}/recategorization", DRAINS, as_=one) for one in others]

    assert [answer.status_code for answer in answers] == [404, 403, 403, 403]
    assert answers[-1].json()["type"] == "/problems/conflict-of-interest"


async def test_a_demand_is_counted_anew_after_a_refusal_whoever_has_left_it_meanwhile(
    needs: ServiceKit,
) -> None:
    community = await a_street_of_eight(needs)
    receiver, manager = a_receiver(needs, community), a_manager(needs, community)
    left = await taken_on(needs, community, receiver, **COUNSELLING)
    await asking_households(needs, community, 17)
    cluster = await proposed(needs, manager)
    moved = await needs.post(f"{left}/recategorization", DRAINS, as_=receiver)
    await needs.tick()

    await needs.receive(rejected(needs, cluster))
    await needs.tick()

    assert moved.status_code == 200, moved.text
    assert [one["households"] for one in await clusters(needs, manager, state="hot")] == [17]
