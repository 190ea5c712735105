from datetime import timedelta
from typing import Any

from services.needs.need.states import NeedState
from shared import ids
from shared.access import Role
from shared.contracts.credit import StandingState
from shared.contracts.registry import OrganizationMerged
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import POINT, Town, at, given_a_town

NO = {"reason": "今天人手不够"}


async def refused_three_times(town: Town) -> Any:
    """A need that three teams declined."""
    teams = [await town.team() for _ in range(3)]
    need_id = await town.need()
    for _ in teams:
        order = (await town.orders(need_id=need_id, state="offered"))[0]
        asked = next(team for team in teams if str(team.team_id) == order["team_id"])
        await town.step(order, "decline", town.member(asked), NO)
    return need_id


async def claims(town: Town, team: Any) -> list[dict[str, Any]]:
    """What the team sees on its claim list."""
    answer = await town.needs.get(
        "/claims", as_=town.member(team), params={"team_id": str(team.team_id)}
    )
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_after_three_refusals_every_able_team_of_the_street_may_claim(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    neighbors = await needs.region(parent=town.street)
    other_street = await needs.region(parent=town.city, level="street")
    need_id = await refused_three_times(town)
    next_door = await town.team(coverage=[neighbors.id], shifts=[])
    unable = await town.team(skills=[])
    far_away = await town.team(coverage=[other_street.id])

    [claim] = await claims(town, next_door)

    assert (claim["need_id"], claim["attempts"]) == (str(need_id), 3)
    assert claim["expires_at"] == "2026-03-02T04:00:00Z"  # two working hours
    assert await claims(town, unable) == []
    assert await claims(town, far_away) == []
    late = await needs.post(
        f"/claims/{claim['id']}/acceptance",
        {"team_id": str(far_away.team_id)},
        as_=town.member(far_away),
    )
    assert late.json()["reasons"] == ["out_of_area"]


async def test_a_team_that_nobody_filed_is_shown_no_claims(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    await refused_three_times(town)
    draft = await town.team(filing="draft", coverage=[town.city.id])
    suspended = await town.team(organization_active=False)
    filed = await town.team()
    [claim] = await claims(town, filed)

    seen = [await claims(town, team) for team in (draft, suspended)]
    taken = await needs.post(
        f"/claims/{claim['id']}/acceptance",
        {"team_id": str(draft.team_id)},
        as_=town.member(draft),
    )

    assert seen == [[], []]
    assert taken.json()["reasons"] == ["not_filed"]


async def test_the_first_claim_wins_and_needs_no_further_acceptance(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    need_id = await refused_three_times(town)
    quick = await town.team(latitude=POINT[0] + 0.03)
    slow = await town.team()
    [claim] = await claims(town, quick)
    path = f"/claims/{claim['id']}/acceptance"

    won = await needs.post(path, {"team_id": str(quick.team_id)}, as_=town.member(quick))

    assert won.status_code == 201, won.text
    assert (won.json()["mode"], won.json()["state"]) == ("claimed", "accepted")
    assert await town.state_of(need_id) is NeedState.IN_SERVICE
    lost = await needs.post(path, {"team_id": str(slow.team_id)}, as_=town.member(slow))
    assert (lost.status_code, lost.json()["type"]) == (409, "/problems/claim-gone")
    assert await claims(town, slow) == []


async def test_who_declined_cannot_claim(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    need_id = await refused_three_times(town)
    orders = await town.orders(need_id=need_id)
    team_id = orders[0]["team_id"]
    leader = await town.team()
    [claim] = await claims(town, leader)

    answer = await needs.post(
        f"/claims/{claim['id']}/acceptance", {"team_id": team_id}, as_=town.member(leader)
    )

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-your-team")


async def test_a_claim_nobody_takes_goes_to_the_manual_queue(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    need_id = await refused_three_times(town)

    await needs.tick(at("13:30"))

    assert await town.state_of(need_id) is NeedState.CLASSIFIED
    [told] = await needs.events("needs.dispatch.exhausted.v1")
    assert (told["need_id"], told["attempts"]) == (str(need_id), 3)


async def test_a_withdrawn_need_leaves_the_list(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    need_id = await refused_three_times(town)
    team = await town.team()
    assert await claims(town, team)

    answer = await needs.post(f"/needs/{need_id}/withdrawal", as_=town.resident)

    assert answer.status_code == 200, answer.text
    assert await claims(town, team) == []
    needs.now += timedelta(hours=4)
    await needs.tick()
    assert await needs.events("needs.dispatch.exhausted.v1") == []


async def test_where_no_street_is_above_the_teams_of_the_community_may_claim(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    town.community = await needs.region(parent=town.city)
    town.staff = needs.actor(Role.RECEIVER, region=town.city)
    need_id = await refused_three_times(town)
    sibling = await needs.region(parent=town.city)
    able, far_away = await town.team(), await town.team(coverage=[sibling.id])

    [claim] = await claims(town, able)

    assert claim["need_id"] == str(need_id)
    assert await claims(town, far_away) == []


async def test_a_team_is_not_shown_what_it_let_go_before(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    teams = [await town.team() for _ in range(3)]
    need_id = await town.need()
    for declines in (True, False, True):
        order = (await town.orders(need_id=need_id, state="offered"))[0]
        asked = next(team for team in teams if str(team.team_id) == order["team_id"])
        if declines:
            await town.step(order, "decline", town.member(asked), NO)
        else:
            await needs.tick(needs.now + timedelta(hours=1))
    able = await town.team()

    [claim] = await claims(town, able)

    assert claim["need_id"] == str(need_id)
    assert [await claims(town, team) for team in teams] == [[], [], []]


async def test_only_the_providers_of_the_menu_item_are_shown_its_claims(
    needs: ServiceKit,
) -> None:
    provider_id = ids.new()
    town = await given_a_town(needs, team_ids=[str(provider_id)])
    provider = await town.team(team_id=provider_id, shifts=[])
    other, heir = await town.team(), await town.team()
    await town.need()

    [claim] = await claims(town, provider)
    seen = await claims(town, other)
    taken = await needs.post(
        f"/claims/{claim['id']}/acceptance",
        {"team_id": str(other.team_id)},
        as_=town.member(other),
    )

    assert (seen, taken.json()["reasons"]) == ([], ["not_a_provider"])
    await needs.receive(
        OrganizationMerged(
            organization_id=provider.organization_id,
            successor_id=heir.organization_id,
            region_id=town.community.id,
            effective_on=needs.now.date(),
            at=needs.now,
        )
    )
    assert len(await claims(town, heir)) == 1


async def test_what_left_the_menu_is_not_claimed_any_more(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    need_id = await refused_three_times(town)
    team = await town.team()
    [claim] = await claims(town, team)
    editor = needs.actor(Role.STREET_OFFICER, region=town.city)
    item = f"/menu-items/{town.item.id}"
    asked = {"team_id": str(team.team_id)}

    suspended = await needs.post(f"{item}/suspension", as_=editor)
    seen = await claims(town, team)
    refused = await needs.post(f"/claims/{claim['id']}/acceptance", asked, as_=town.member(team))
    await needs.post(f"{item}/resumption", as_=editor)
    taken = await needs.post(f"/claims/{claim['id']}/acceptance", asked, as_=town.member(team))

    assert (suspended.status_code, seen) == (200, [])
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/claim-gone")
    assert (taken.status_code, taken.json()["need_id"]) == (201, str(need_id))


async def test_a_team_is_not_shown_what_it_may_not_take(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    await refused_three_times(town)
    assert town.resident.person_id is not None
    assert town.resident.household_id is not None
    own = await town.team(member_ids=[ids.new(), town.resident.person_id])
    at_home = await town.team(household_ids=[town.resident.household_id])
    frozen, able = await town.team(), await town.team()
    await needs.receive(
        StandingState(
            organization_id=frozen.organization_id, version=1, tier=2, frozen=True, arrears=False
        )
    )
    [claim] = await claims(town, able)

    for team, reason in (
        (own, "household_link"),
        (at_home, "household_link"),
        (frozen, "suspended_by_credit"),
    ):
        seen = await claims(town, team)
        taken = await needs.post(
            f"/claims/{claim['id']}/acceptance",
            {"team_id": str(team.team_id)},
            as_=town.member(team),
        )
        assert (seen, taken.json()["reasons"]) == ([], [reason])
