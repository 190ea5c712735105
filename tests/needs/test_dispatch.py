from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.needs.need.rules import Urgency
from services.needs.need.states import NeedState
from shared import ids
from shared.access import Role
from shared.contracts.credit import StandingState
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import CODE, POINT, Town, a_category, at, given_a_town

NO = {"reason": "今天人手不够"}


async def test_the_best_team_is_asked_exclusively_and_the_reasons_are_kept(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    near = await town.team()
    far = await town.team(latitude=POINT[0] + 0.03)

    need_id = await town.need()

    [order] = await town.orders(need_id=need_id)
    assert (order["team_id"], order["state"]) == (str(near.team_id), "offered")
    assert order["expires_at"] == "2026-03-02T03:00:00Z"  # 60 working minutes
    why = await needs.get(f"/orders/{order['id']}/ranking", as_=town.resident)
    assert [row["team_id"] for row in why.json()["ranking"]] == [
        str(near.team_id),
        str(far.team_id),
    ]
    assert why.json()["ranking"][0]["terms"]["prox"] == 1.0
    assert [told["team_id"] for told in await needs.events("needs.order.offered.v1")] == [
        str(near.team_id)
    ]


async def test_a_team_is_not_shown_how_others_were_ranked(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)

    answer = await needs.get(f"/orders/{order['id']}/ranking", as_=town.member(team))

    assert answer.status_code == 404


async def test_after_a_decline_the_next_team_is_asked_in_the_same_transaction(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    first = await town.team()
    second = await town.team(latitude=POINT[0] + 0.03)
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)

    await town.step(order, "decline", town.member(first), NO)

    declined, offered = await town.orders(need_id=need_id)
    assert (declined["state"], declined["end_reason"]) == ("declined", NO["reason"])
    assert (offered["state"], offered["team_id"]) == ("offered", str(second.team_id))
    assert (offered["search"], offered["attempt"]) == (1, 2)


async def test_an_offer_nobody_answers_expires_and_the_team_is_not_asked_again(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    first = await town.team()
    second = await town.team(latitude=POINT[0] + 0.03)
    need_id = await town.need()

    await needs.tick(at("11:00"))

    expired, offered = await town.orders(need_id=need_id)
    assert (expired["state"], expired["team_id"]) == ("expired", str(first.team_id))
    assert (offered["state"], offered["team_id"]) == ("offered", str(second.team_id))
    assert offered["expires_at"] == "2026-03-02T04:00:00Z"


@pytest.mark.parametrize(("clock", "status"), [("10:59", 200), ("11:00", 409)])
async def test_at_the_very_instant_of_expiry_it_is_too_late(
    needs: ServiceKit, clock: str, status: int
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)
    needs.now = at(clock)

    answer = await needs.post(f"/orders/{order['id']}/acceptance", as_=town.member(team))

    assert answer.status_code == status
    if status == 409:
        assert answer.json()["type"] == "/problems/offer-gone"
        assert answer.json()["expires_at"].startswith("2026-03-02T")


async def test_a_need_is_served_by_one_team_and_a_second_accept_is_refused(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)

    await town.step(order, "acceptance", town.member(team))

    again = await needs.post(f"/orders/{order['id']}/acceptance", as_=town.member(team))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/offer-gone")
    assert await town.state_of(need_id) is NeedState.IN_SERVICE


async def test_only_the_team_asked_may_answer(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)
    manager = needs.actor(Role.ORG_MANAGER, region=town.city, organization=team.organization_id)
    path = f"/orders/{order['id']}/acceptance"

    assert (await needs.post(path, as_=needs.actor(person=ids.new()))).status_code == 404
    assert (await needs.post(path, as_=town.resident)).status_code == 403
    assert (await needs.post(path, as_=manager)).status_code == 200


async def test_an_emergency_asks_two_teams_at_once_and_the_first_accept_wins(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    one, other = await town.team(), await town.team()
    need_id = await town.need(urgency=Urgency.EMERGENCY)
    asked = {order["team_id"]: order for order in await town.orders(need_id=need_id)}
    assert {order["state"] for order in asked.values()} == {"offered"}
    assert {order["expires_at"] for order in asked.values()} == {"2026-03-02T02:05:00Z"}

    await town.step(asked[str(other.team_id)], "acceptance", town.member(other))

    lost = asked[str(one.team_id)]
    answer = await needs.post(f"/orders/{lost['id']}/acceptance", as_=town.member(one))
    assert (answer.status_code, answer.json()["state"]) == (409, "recalled")


async def test_an_emergency_nobody_takes_goes_to_a_person_without_a_claim_list(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    for _ in range(4):
        await town.team()
    need_id = await town.need(urgency=Urgency.EMERGENCY)

    for _ in range(3):
        await needs.tick(needs.now + timedelta(minutes=5))

    orders = await town.orders(need_id=need_id)
    assert [order["state"] for order in orders] == ["expired"] * 3
    assert await town.state_of(need_id) is NeedState.CLASSIFIED
    [told] = await needs.events("needs.dispatch.exhausted.v1")
    assert told["attempts"] == 3


async def test_a_team_at_its_capacity_is_passed_over(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    busy = await town.team(max_parallel=1)
    await town.on_site(busy)
    free = await town.team(latitude=POINT[0] + 0.05)

    need_id = await town.need()

    [order] = await town.orders(need_id=need_id)
    assert order["team_id"] == str(free.team_id)


async def test_a_filing_that_ends_between_offer_and_acceptance_is_noticed(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)
    await needs.receive(team.model_copy(update={"version": 2, "filing": "expired"}))

    answer = await needs.post(f"/orders/{order['id']}/acceptance", as_=town.member(team))

    assert answer.status_code == 409
    assert answer.json()["reasons"] == ["not_filed"]


async def test_the_staff_see_whom_the_platform_would_ask_and_why_not_the_others(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    good = await town.team()
    unable = await town.team(skills=["singing"], shifts=[])
    frozen = await town.team()
    await needs.receive(
        StandingState(
            organization_id=frozen.organization_id, version=1, tier=0, frozen=True, arrears=False
        )
    )
    need_id = await town.waiting()

    answer = await needs.get(f"/needs/{need_id}/dispatch-preview", as_=town.staff)

    found = answer.json()
    assert [row["team_id"] for row in found["candidates"]] == [str(good.team_id)]
    reasons = {row["team_id"]: row["reasons"] for row in found["excluded"]}
    assert reasons == {
        str(unable.team_id): ["skill_missing", "off_shift"],
        str(frozen.team_id): ["suspended_by_credit"],
    }
    refused = await needs.get(f"/needs/{need_id}/dispatch-preview", as_=town.resident)
    assert refused.status_code == 403


async def test_for_a_remote_service_teams_elsewhere_are_candidates_too(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    elsewhere = await needs.region(parent=town.city, level="street")
    team = await town.team(coverage=[elsewhere.id], skills=["test.counselling"])
    async with needs.begin() as uow:
        uow.add(
            a_category(code="test.remote", required_skills=["test.counselling"], remote_ok=True)
        )
        uow.add(another_item(town, category_code="test.remote"))

    need_id = await town.need(category_code="test.remote")

    [order] = await town.orders(need_id=need_id)
    assert order["team_id"] == str(team.team_id)


async def test_a_team_whose_organization_ended_takes_nothing_on_and_ends_what_it_took_on(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    under_way = await town.on_the_way(team)
    offered = await town.need()
    [offer] = await town.orders(need_id=offered)
    await needs.receive(team.model_copy(update={"version": 2, "organization_active": False}))
    here = {"latitude": POINT[0], "longitude": POINT[1]}

    refused = await needs.post(f"/orders/{offer['id']}/acceptance", as_=town.member(team))
    await town.step(under_way, "check-in", town.member(team), here)
    code = (await town.codes(under_way))["code"]
    done = await town.step(under_way, "completion", town.member(team), {"code": code})

    assert (refused.status_code, refused.json()["reasons"]) == (409, ["organization_inactive"])
    assert "服务队请拒单" in refused.json()["detail"]
    assert done["state"] == "done_claimed"


async def test_staff_can_send_a_team_by_hand_with_a_reason(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    off_duty = await town.team(shifts=[])
    need_id = await town.waiting(state=NeedState.CLASSIFIED)
    asked = {"team_id": str(off_duty.team_id), "reason": "居民指定该队，已电话确认"}

    answer = await needs.post(f"/needs/{need_id}/dispatch", asked, as_=town.staff)

    assert answer.status_code == 200, answer.text
    assert answer.json()["need_state"] == "dispatching"
    [offer] = answer.json()["offers"]
    assert (offer["mode"], offer["team_id"]) == ("assigned", str(off_duty.team_id))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"filing": "suspended"}, "not_filed"), ({"skills": []}, "skill_missing")],
)
async def test_by_hand_too_no_team_is_sent_that_may_not_serve(
    needs: ServiceKit, fields: dict[str, Any], reason: str
) -> None:
    town = await given_a_town(needs)
    team = await town.team(**fields)
    need_id = await town.waiting()
    asked = {"team_id": str(team.team_id), "reason": "居民指定该队，已电话确认"}

    answer = await needs.post(f"/needs/{need_id}/dispatch", asked, as_=town.staff)

    assert (answer.status_code, answer.json()["reasons"]) == (409, [reason])


async def test_a_team_is_not_sent_to_one_of_its_own_members(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    member = {"reporter_person_id": team.member_ids[0], "household_id": None}
    need_id = await town.need(**member)
    asked = {"team_id": str(team.team_id), "reason": "居民指定该队，已电话确认"}

    by_hand = await needs.post(f"/needs/{need_id}/dispatch", asked, as_=town.staff)

    assert await town.orders(need_id=need_id) == []
    assert (by_hand.status_code, by_hand.json()["reasons"]) == (409, ["household_link"])


async def test_nobody_sends_a_team_he_acts_for(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.waiting()
    asked = {"team_id": str(team.team_id), "reason": "居民指定该队，已电话确认"}
    manager = needs.actor(
        Role.ORG_MANAGER, region=town.city, organization=team.organization_id
    ).grants
    parties = [
        replace(town.staff, person_id=team.member_ids[0]),
        replace(town.staff, grants=(*town.staff.grants, *manager)),
        replace(town.staff, organizations=frozenset({team.organization_id})),
    ]

    answers = [
        await needs.post(f"/needs/{need_id}/dispatch", asked, as_=actor)
        for actor in (*parties, town.staff)
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 200]
    assert answers[0].json()["type"] == "/problems/conflict-of-interest"


async def test_nobody_dispatches_a_need_of_his_own(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    await town.team()
    need_id = await town.waiting()
    own = needs.actor(Role.RECEIVER, region=town.street, person=town.resident.person_id)

    answer = await needs.post(f"/needs/{need_id}/dispatch", {}, as_=own)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/conflict-of-interest")


async def test_a_new_search_forgives_an_expiry_but_not_a_decline(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    unwilling = await town.team()
    slow = await town.team(latitude=POINT[0] + 0.03)
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)
    await town.step(order, "decline", town.member(unwilling), NO)
    await needs.tick(needs.now + timedelta(hours=1))

    answer = await needs.post(f"/needs/{need_id}/dispatch", {}, as_=town.staff)

    [offer] = answer.json()["offers"]
    assert (offer["team_id"], offer["search"]) == (str(slow.team_id), 2)


async def test_a_recalled_offer_goes_to_the_next_team(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    await town.team()
    second = await town.team(latitude=POINT[0] + 0.3)
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)
    needs.now += timedelta(minutes=30)

    await town.step(order, "recall", town.staff, {"reason": "派错了"})

    recalled, offered = await town.orders(need_id=need_id)
    assert recalled["state"] == "recalled"
    assert offered["team_id"] == str(second.team_id)


async def test_a_need_without_a_menu_item_goes_to_a_person(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    async with needs.begin() as uow:
        uow.add(a_category(code="test.unserved"))

    need_id = await town.need(category_code="test.unserved")

    assert await town.state_of(need_id) is NeedState.CLASSIFIED
    preview = await needs.get(f"/needs/{need_id}/dispatch-preview", as_=town.staff)
    assert preview.json()["type"] == "/problems/no-menu-item"


async def test_no_search_by_hand_begins_where_no_menu_item_serves(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    async with needs.begin() as uow:
        uow.add(a_category(code="test.unserved"))
    need_id = await town.need(category_code="test.unserved")
    before = (await needs.get(f"/needs/{need_id}", as_=town.staff)).json()

    answer = await needs.post(f"/needs/{need_id}/dispatch", {}, as_=town.staff)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/no-menu-item")
    assert (await needs.get(f"/needs/{need_id}", as_=town.staff)).json() == before


def another_item(town: Town, **fields: Any) -> Any:
    """A copy of the town's menu item with other terms."""
    kept = {
        column.key: getattr(town.item, column.key)
        for column in type(town.item).__mapper__.column_attrs
        if column.key not in ("id", "version")
    }
    return type(town.item)(**kept | {"code": f"{CODE}-{ids.new()}"} | fields)
