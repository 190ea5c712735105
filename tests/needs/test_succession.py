"""What a team has under way when its organization merges or is split."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from uuid import UUID

import pytest

from shared import ids
from shared.access import Actor, Role
from shared.contracts.registry import OrganizationMerged, OrganizationSplit, Share, TeamState
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import POINT, Town, at, given_a_town

WHY = {"reason": "居民来电催办"}
HERE = {"latitude": POINT[0], "longitude": POINT[1]}


def manager_of(town: Town, organization: UUID) -> Actor:
    """Who manages an organization."""
    return town.needs.actor(Role.ORG_MANAGER, region=town.city, organization=organization)


def merged(town: Town, organization: UUID, successor: UUID) -> OrganizationMerged:
    """The fact of a merger."""
    now = town.needs.now
    return OrganizationMerged(
        organization_id=organization,
        successor_id=successor,
        region_id=town.community.id,
        effective_on=now.date(),
        at=now,
    )


def split(town: Town, organization: UUID, *heirs: UUID) -> OrganizationSplit:
    """The fact of a split into two."""
    now = town.needs.now
    return OrganizationSplit(
        organization_id=organization,
        shares=[Share(organization_id=one, share=5_000) for one in heirs],
        region_id=town.community.id,
        effective_on=now.date(),
        at=now,
    )


def ended(team: TeamState) -> TeamState:
    """The team as it is told when its organization ended."""
    return team.model_copy(update={"version": 2, "organization_active": False})


@pytest.mark.parametrize("order", [*permutations(range(3))])
async def test_the_successors_people_end_what_runs_in_whatever_order_the_facts_come(
    needs: ServiceKit, order: tuple[int, ...]
) -> None:
    town = await given_a_town(needs)
    team, between, last = await town.team(), ids.new(), ids.new()
    found = await town.on_the_way(team)
    manager = manager_of(town, last)
    first = merged(town, team.organization_id, between)
    facts = [ended(team), first, merged(town, between, last)]
    await needs.receive(*(facts[one] for one in order), first)

    await town.step(found, "check-in", manager, HERE)
    needs.now += timedelta(minutes=30)
    code = {"code": (await town.codes(found))["code"]}
    await town.step(found, "completion", manager, code)
    await town.step(found, "confirmation", town.resident, {"score": 5})

    contact = await needs.get(f"/orders/{found['id']}/contact", as_=manager)
    assert contact.json()["phone"] == "+8613812345678"
    listed = await needs.get("/orders", as_=manager)
    assert [one["state"] for one in listed.json()["items"]] == ["confirmed"]
    rated = await needs.get("/surveys", as_=manager, params={"order_id": found["id"]})
    assert [one["score"] for one in rated.json()["items"]] == [5]
    [told] = await needs.events("needs.order.confirmed.v1")
    assert told["organization_id"] == str(team.organization_id)


async def test_a_successor_answers_what_was_offered_before_the_merger(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team, successor = await town.team(), ids.new()
    [order] = await town.orders(need_id=await town.need())
    await needs.receive(merged(town, team.organization_id, successor), ended(team))
    place, manager = f"/orders/{order['id']}", manager_of(town, successor)

    taken = await needs.post(f"{place}/acceptance", as_=manager)
    declined = await needs.post(f"{place}/decline", {"reason": "队伍重组"}, as_=manager)

    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/not-eligible")
    assert declined.json()["state"] == "declined"


async def test_the_teams_own_people_go_on_and_strangers_see_nothing(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.on_the_way(team)
    facts = [merged(town, team.organization_id, ids.new()), merged(town, ids.new(), ids.new())]
    await needs.receive(*facts, ended(team))
    stranger, former = (
        manager_of(town, facts[1].successor_id),
        manager_of(town, team.organization_id),
    )

    seen = await needs.get(f"/orders/{order['id']}", as_=stranger)
    read = await needs.get(f"/orders/{order['id']}", as_=former)

    assert (seen.status_code, read.status_code) == (404, 200)
    await town.step(order, "check-in", town.member(team), HERE)


async def test_after_a_split_the_team_ends_what_runs_or_staff_give_it_to_another(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    team, heirs = await town.team(), [ids.new(), ids.new()]
    order, other = await town.on_the_way(team), await town.on_the_way(team)
    await needs.receive(split(town, team.organization_id, *heirs), ended(team))
    following = await town.team(organization_id=heirs[0])

    for heir in heirs:
        seen = await needs.get(f"/orders/{order['id']}", as_=manager_of(town, heir))
        assert seen.status_code == 404
    await town.step(order, "check-in", town.member(team), HERE)
    await town.step(other, "reassignment", town.staff, WHY)

    [*_, newest] = await town.orders(need_id=other["need_id"])
    assert (newest["team_id"], newest["state"]) == (str(following.team_id), "offered")


@pytest.mark.parametrize("order", [*permutations(range(3))])
async def test_heirs_that_became_one_end_what_runs(
    needs: ServiceKit, order: tuple[int, ...]
) -> None:
    town = await given_a_town(needs)
    team, heirs, last = await town.team(), [ids.new(), ids.new()], ids.new()
    found = await town.on_the_way(team)
    apart = [split(town, team.organization_id, *heirs), merged(town, heirs[0], last)]
    facts = [*apart, merged(town, heirs[1], last)]
    place, manager = f"/orders/{found['id']}", manager_of(town, last)

    await needs.receive(*(facts[one] for one in order if facts[one] in apart))
    early = await needs.get(place, as_=manager)
    await needs.receive(*(facts[one] for one in order), ended(team))

    assert early.status_code == 404
    await town.step(found, "check-in", manager, HERE)
    for heir in heirs:
        seen = await needs.get(place, as_=manager_of(town, heir))
        assert seen.status_code == 404


async def test_an_heir_that_the_other_merged_into_ends_what_runs(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team, between, heirs = await town.team(), ids.new(), [ids.new(), ids.new()]
    found = await town.on_the_way(team)
    facts = [merged(town, team.organization_id, between), merged(town, heirs[0], heirs[1])]
    await needs.receive(*facts, split(town, between, *heirs))

    await town.step(found, "check-in", manager_of(town, heirs[1]), HERE)

    seen = await needs.get(f"/orders/{found['id']}", as_=manager_of(town, heirs[0]))
    assert seen.status_code == 404


@pytest.mark.parametrize("way", [merged, split])
async def test_the_menus_only_provider_is_followed_by_the_teams_of_who_took_over(
    needs: ServiceKit, way: type
) -> None:
    provider, heirs = ids.new(), [ids.new(), ids.new()][: 1 if way is merged else 2]
    town = await given_a_town(needs, team_ids=[str(provider)])
    team, last = await town.team(team_id=provider), ids.new()
    await town.team()
    following = await town.team(organization_id=last)
    facts = [way(town, team.organization_id, *heirs), merged(town, heirs[0], last)]

    before = await town.orders(need_id=await town.need())
    await needs.receive(*facts, ended(team))
    after = await town.orders(need_id=await town.need())

    assert [one["team_id"] for one in before] == [str(team.team_id)]
    assert [one["team_id"] for one in after] == [str(following.team_id)]
    await town.step(after[0], "acceptance", town.member(following))


@pytest.mark.parametrize("way", [merged, split])
async def test_staff_decide_nothing_about_a_team_that_theirs_took_over(
    needs: ServiceKit, way: type
) -> None:
    town = await given_a_town(needs)
    team, heirs = await town.team(), [ids.new(), ids.new()]
    order = await town.on_the_way(team)
    fact = way(town, team.organization_id, *heirs[: 1 if way is merged else 2])
    await needs.receive(fact, ended(team))
    needs.now = at("12:30")
    path = f"/orders/{order['id']}/no-show"
    parties = [replace(town.staff, organizations=frozenset({heirs[0]})), town.staff]

    answers = [await needs.post(path, WHY, as_=actor) for actor in parties]

    assert [answer.status_code for answer in answers] == [403, 200]
    assert answers[0].json()["type"] == "/problems/conflict-of-interest"


async def test_who_is_still_of_the_old_body_decides_nothing_about_its_successors_team(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    former, heirs = ids.new(), [ids.new(), ids.new()]
    team = await town.team(organization_id=heirs[0])
    order = await town.on_the_way(team)
    await needs.receive(split(town, former, *heirs))
    path = f"/orders/{order['id']}/reassignment"
    own, sister = [
        replace(town.staff, organizations=frozenset({one})) for one in (former, heirs[1])
    ]

    answers = [await needs.post(path, WHY, as_=actor) for actor in (own, sister)]

    assert [answer.status_code for answer in answers] == [403, 200]
