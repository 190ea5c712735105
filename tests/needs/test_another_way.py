"""A person sends a need another way: the promises of the way it no longer goes end."""

from datetime import timedelta

from services.needs.classification.rules import Route
from services.needs.need.states import NeedState
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import given_a_town
from tests.needs.given_needs import (
    COUNSELLING,
    a_need,
    a_receiver,
    a_street_of_eight,
    a_team,
    an_item,
    asking_households,
    taken_on,
)

ANSWER = {"route": "answer", "override_reason": "物业已约维修，电话告知居民即可"}


async def test_a_need_dispatched_by_hand_is_promised_the_finish_and_no_design(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    path = await taken_on(needs, community, receiver, category_code="public.lift")
    designed = (await needs.get(path, as_=receiver)).json()
    await an_item(needs, community, category_code="public.lift")

    answer = await needs.post(f"{path}/dispatch", {}, as_=receiver)

    assert answer.status_code == 200, answer.text
    detail = (await needs.get(path, as_=receiver)).json()
    clocks = {clock["name"]: clock["state"] for clock in detail["clocks"]}
    assert (clocks["design"], clocks["finish"]) == ("voided", "running")
    assert detail["due_at"] < designed["due_at"]


async def test_silence_does_not_overrule_who_dispatched_by_hand(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    receiver = a_receiver(needs, community)
    await asking_households(needs, community, 15)
    path = await taken_on(needs, community, receiver, **COUNSELLING)
    unsure = (await needs.get(path, as_=receiver)).json()["classification"]
    await an_item(needs, community, category_code="mind.empty_nest")
    await needs.post(f"{path}/dispatch", {}, as_=receiver)

    for _ in range(7):  # no team takes it, and it is back before the rule's choice would stand
        await needs.tick(needs.now + timedelta(hours=1))

    detail = (await needs.get(path, as_=receiver)).json()
    assert unsure["confirm_by"] is not None
    assert (detail["state"], detail["classification"]["decided_by"]) == ("classified", "rule")
    assert detail["route"] == "menu"


async def test_nobody_is_late_with_a_team_that_is_looked_for_no_more(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    await an_item(needs, community)
    await a_team(needs, community)
    path = f"/needs/{(await a_need(needs, community))['id']}"
    for _ in range(7):  # the team says nothing, and nobody claims the need
        await needs.tick(needs.now + timedelta(hours=1))

    answer = await needs.post(f"{path}/classification", ANSWER, as_=receiver)
    await needs.tick(needs.now + timedelta(days=1))

    assert answer.status_code == 200, answer.text
    detail = (await needs.get(path, as_=receiver)).json()
    clocks = {clock["name"]: clock["state"] for clock in detail["clocks"]}
    assert (clocks["first_offer"], clocks["finish"]) == ("voided", "running")
    assert not await needs.events("needs.clock.breached.v1")


async def test_the_preview_shows_whom_a_new_search_would_ask(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    await an_item(needs, community)
    team_id = await a_team(needs, community)
    path = f"/needs/{(await a_need(needs, community))['id']}"
    await needs.tick(needs.now + timedelta(minutes=1))
    await needs.tick(needs.now + timedelta(hours=1))  # the team says nothing
    asked = (await needs.get(f"{path}/dispatch-preview", as_=receiver)).json()
    await needs.tick(needs.now + timedelta(hours=6))  # nobody claims the need

    shown = (await needs.get(f"{path}/dispatch-preview", as_=receiver)).json()

    begun = await needs.post(f"{path}/dispatch", {}, as_=receiver)
    assert asked["excluded"][0]["reasons"] == ["barred"]
    assert [one["team_id"] for one in shown["candidates"]] == [str(team_id)]
    assert [one["team_id"] for one in begun.json()["offers"]] == [str(team_id)]


async def test_an_emergency_that_is_no_teams_matter_keeps_its_promise(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    path = await taken_on(needs, community, receiver, urgency="emergency")
    before = (await needs.get(path, as_=receiver)).json()
    project = {"route": "project", "override_reason": "管网整体老化，需立项改造"}

    answer = await needs.post(f"{path}/classification", project, as_=receiver)
    await needs.tick(needs.now + timedelta(hours=25))

    assert answer.status_code == 200, answer.text
    detail = (await needs.get(path, as_=receiver)).json()
    clocks = {clock["name"]: clock["state"] for clock in detail["clocks"]}
    assert (clocks["finish"], detail["due_at"]) == ("breached", before["due_at"])


async def test_what_no_team_took_is_not_said_to_be_settled_with_an_order(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    states = (NeedState.DISPATCHING, NeedState.CLASSIFIED)
    waiting = [await town.waiting(state=state, route=Route.MENU) for state in states]
    done = {"result": "已当面答复并说明有关政策"}

    told = [
        answer.json()
        for need_id in waiting
        for answer in (
            await needs.post(f"/needs/{need_id}/resolution", done, as_=town.staff),
            await needs.post(f"/needs/{need_id}/confirmation", as_=town.resident),
            await needs.post(f"/needs/{need_id}/dispute", {"reason": "没人来"}, as_=town.resident),
        )
    ]

    assert {one["type"] for one in told} == {"/problems/illegal-move"}
    assert "dispatch" in told[3]["allowed"]
