"""Nobody decides on a matter he is party to, and what became of people meanwhile counts."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.needs.survey.rules import Flag
from shared import ids
from shared.access import Role
from shared.access_log import AccessLogRow
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import at, given_a_town
from tests.needs.given_needs import (
    COUNSELLING,
    DRAIN,
    a_need,
    a_receiver,
    a_resident,
    a_street_of_eight,
)
from tests.needs.given_needs import asking_households as asking
from tests.needs.test_cluster import clusters, own_need

WHY = {"reason": "居民来电催办"}


@pytest.mark.parametrize("step", ["recall", "no-show", "reassignment"])
async def test_staff_decide_nothing_about_a_team_of_theirs(needs: ServiceKit, step: str) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)
    if step != "recall":
        await town.step(order, "acceptance", town.member(team))
    needs.now = at("10:30") if step == "recall" else at("12:00")
    path = f"/orders/{order['id']}/{step}"
    parties = [
        replace(town.staff, person_id=team.member_ids[0]),
        replace(town.staff, organizations=frozenset({team.organization_id})),
    ]

    answers = [await needs.post(path, WHY, as_=actor) for actor in (*parties, town.staff)]

    assert [answer.status_code for answer in answers] == [403, 403, 200]
    assert {answer.json()["type"] for answer in answers[:2]} == {"/problems/conflict-of-interest"}


async def test_nobody_speaks_for_the_resident_to_a_team_of_his_own(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    filer = replace(town.staff, person_id=team.member_ids[0])
    need_id = await town.need(reporter_person_id=None, filed_by_id=filer.id)
    [order] = await town.orders(need_id=need_id)
    await town.step(order, "acceptance", town.member(team))
    place = f"/orders/{order['id']}"

    answers = [
        await needs.get(f"{place}/completion-code", as_=filer),
        await needs.post(f"{place}/completion-code", as_=filer),
        await needs.post(f"{place}/confirmation", {}, as_=filer),
    ]
    told = await needs.get(f"{place}/completion-code", as_=town.staff)

    assert [answer.status_code for answer in answers] == [403] * 3
    assert {answer.json()["type"] for answer in answers} == {"/problems/conflict-of-interest"}
    assert told.status_code == 200, told.text


@pytest.mark.parametrize("party", ["of the organization", "of the team since"])
async def test_the_team_that_served_one_of_its_own_is_not_confirmed_by_him(
    needs: ServiceKit, party: str
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.done(team)
    own = town.resident
    if party == "of the organization":
        own = replace(own, organizations=frozenset({team.organization_id}))
    else:
        members = [*team.member_ids, own.person_id]
        await needs.receive(team.model_copy(update={"version": 2, "member_ids": members}))
    place = f"/orders/{order['id']}"

    answer = await needs.post(f"{place}/confirmation", {"score": 5}, as_=own)
    stands = (await needs.get(place, as_=own)).json()
    needs.now = datetime.fromisoformat(stands["lapses_at"])
    await needs.tick()

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/own-service")
    assert stands["state"] == "done_claimed"
    [told] = await needs.events("needs.order.confirmed.v1")
    assert told["basis"] == "lapsed"


async def test_who_served_does_not_call_back_how_it_went(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.done(team)
    party = replace(town.staff, organizations=frozenset({team.organization_id}))
    path = f"/needs/{order['need_id']}/callback"

    answers = [await needs.post(path, as_=actor) for actor in (party, town.staff)]

    assert [answer.status_code for answer in answers] == [403, 200]
    assert answers[0].json()["type"] == "/problems/conflict-of-interest"


async def test_a_leader_acts_for_his_own_team_of_an_organization(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    other = await town.team(organization_id=team.organization_id, filing="draft")
    [order] = await town.orders(need_id=await town.need())
    own, others = [
        needs.actor(
            Role.TEAM_LEADER,
            region=town.city,
            organization=team.organization_id,
            person=one.member_ids[0],
        )
        for one in (team, other)
    ]
    steps = ("acceptance", "decline", "departure")

    refused = [await needs.post(f"/orders/{order['id']}/{one}", WHY, as_=others) for one in steps]
    listed = [await needs.get("/orders", as_=one) for one in (others, own)]
    claims = await needs.get("/claims", as_=others, params={"team_id": str(team.team_id)})
    taken = await town.step(order, "acceptance", own)

    assert [answer.status_code for answer in refused] == [404] * 3
    assert [len(answer.json()["items"]) for answer in listed] == [0, 1]
    assert (claims.status_code, claims.json()["type"]) == (403, "/problems/not-your-team")
    assert taken["state"] == "accepted"


async def test_who_is_not_active_in_a_team_acts_for_it_no_more_and_is_party_to_it_still(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.on_the_way(team)
    gone, place = team.member_ids[0], f"/orders/{order['id']}"
    now = {"version": 2, "inactive_ids": [gone]}
    await needs.receive(team.model_copy(update=now))
    needs.now = at("12:30")

    seen = await needs.get(f"{place}/contact", as_=town.member(team))
    acted = await needs.post(f"{place}/failure", WHY, as_=town.member(team))
    judged = await needs.post(f"{place}/no-show", WHY, as_=replace(town.staff, person_id=gone))
    left = await needs.get(place, as_=needs.actor(person=team.member_ids[1]))

    assert [answer.status_code for answer in (seen, acted, judged, left)] == [404, 404, 403, 200]
    assert judged.json()["type"] == "/problems/conflict-of-interest"


async def test_who_moved_speaks_neither_for_his_own_need_nor_twice(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    reporter = replace(a_resident(needs, community), household_id=None)
    neighbor, receiver = a_resident(needs, community), a_receiver(needs, community)
    path = f"/needs/{(await a_need(needs, community, by=reporter))['id']}"
    first = await needs.post(f"{path}/supports", {}, as_=neighbor)
    moved = [replace(one, household_id=ids.new()) for one in (reporter, neighbor)]

    told = [await needs.post(f"{path}/supports", {}, as_=one) for one in moved]
    known = (await needs.get(f"{path}/classification-preview", as_=receiver)).json()
    gone = await needs.delete(f"{path}/supports/mine", as_=moved[1])

    assert (first.status_code, known["features"]["asking"], gone.status_code) == (201, 2, 204)
    assert [answer.json()["type"].removeprefix("/problems/") for answer in told] == [
        "own-need",
        "already-supported",
    ]


async def test_who_moved_and_asks_again_is_one_household(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    alone = [replace(a_resident(needs, community), household_id=None) for _ in range(3)]
    home, need = ids.new(), {}
    for one in alone:
        need = await a_need(needs, community, by=one, **COUNSELLING)
    moved = [replace(one, household_id=home) for one in alone[:2]]
    said = await needs.post(f"/needs/{need['id']}/supports", {}, as_=moved[0])
    await a_need(needs, community, by=moved[1], **COUNSELLING)
    await needs.tick()

    seen = await needs.get(
        f"/needs/{need['id']}/classification-preview", as_=a_receiver(needs, community)
    )

    assert said.status_code == 201, said.text
    assert seen.json()["features"]["asking"] == 2


async def test_who_calls_again_is_one_household(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    receiver = a_receiver(needs, community)
    need: dict[str, Any] = {}
    for phone in ("138 1234 5678", "13812345678", "13912345678", None):
        caller: dict[str, Any] = {"channel": "hotline", "on_behalf": {}, "phone": phone}
        need = await a_need(needs, community, by=receiver, **(COUNSELLING | caller))
    await needs.tick()

    seen = await needs.get(f"/needs/{need['id']}/classification-preview", as_=receiver)

    assert seen.json()["features"]["asking"] == 3


async def test_staff_file_their_own_needs_as_residents(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    staff = replace(a_receiver(needs, community), household_id=ids.new())
    own = {"person_id": str(staff.person_id)}, {"household_id": str(staff.household_id)}
    other = {"person_id": str(ids.new()), "household_id": str(ids.new())}

    told = [
        await needs.post(
            "/needs",
            DRAIN | {"region_id": str(community.id), "on_behalf": who, "beneficiaries": 500},
            as_=staff,
        )
        for who in (*own, other)
    ]

    assert [answer.status_code for answer in told] == [422, 422, 201]
    assert {answer.json()["errors"][0]["pointer"] for answer in told[:2]} == {"/on_behalf"}
    himself = await a_need(needs, community, by=staff)
    assert himself["reporter_person_id"] == str(staff.person_id)


async def test_who_supported_and_moved_does_not_propose_it(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    residents = await asking(needs, community, 20)
    need = await own_need(needs, residents[0])
    own = a_resident(needs, community)
    manager = needs.actor(Role.COMMUNITY_MANAGER, region=community, person=own.person_id)
    said = await needs.post(f"/needs/{need['id']}/supports", {}, as_=own)
    moved = replace(manager, household_id=ids.new())
    (cluster,) = await clusters(needs, moved)

    answer = await needs.post(f"/clusters/{cluster['id']}/proposal", as_=moved)

    assert said.status_code == 201, said.text
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/conflict-of-interest")


async def test_the_word_of_who_moved_to_the_team_is_doubtful(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    home = ids.new()
    order = await town.done(await town.team(household_ids=[home]))
    needs.now += timedelta(minutes=10)
    moved = replace(town.resident, household_id=home)

    confirmed = await needs.post(f"/orders/{order['id']}/confirmation", {"score": 5}, as_=moved)
    surveys = await needs.get("/surveys", as_=moved, params={"order_id": order["id"]})

    assert confirmed.status_code == 200, confirmed.text
    assert [one["flags"] for one in surveys.json()["items"]] == [[Flag.TEAM_HOUSEHOLD]]


async def test_every_look_of_a_team_is_on_record_also_without_an_account(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need(reporter_person_id=None, filed_by_id=town.staff.id)
    [order] = await town.orders(need_id=need_id)
    await town.step(order, "acceptance", town.member(team))

    shown = await needs.get(f"/orders/{order['id']}/contact", as_=town.member(team))

    assert shown.json()["phone"] == "+8613812345678"
    async with needs.begin() as uow:
        rows = (await uow.session.scalars(select(AccessLogRow))).all()
    assert {(row.person_id, row.field) for row in rows} == {
        (need_id, "phone"),
        (need_id, "address"),
        (need_id, "description"),
    }


async def test_who_filed_for_another_sees_it_only_while_on_duty(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    need = await a_need(needs, community, by=receiver, sensitivity="confidential", on_behalf={})
    gone = replace(receiver, grants=needs.actor(Role.RESIDENT, region=community).grants)

    seen = [await needs.get(f"/needs/{need['id']}", as_=one) for one in (receiver, gone)]
    taken = await needs.post(f"/needs/{need['id']}/withdrawal", as_=gone)

    assert [answer.status_code for answer in (*seen, taken)] == [200, 404, 404]
