from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from shared.access import Role
from shared.clock import LOCAL
from shared.testing.kit import ServiceKit
from tests.registry.given import (
    Tree,
    description,
    given_a_person,
    given_a_team,
    given_a_tree,
    given_an_organization,
    manager_of,
    nobody,
    who_also_manages,
)

STATE = "registry.team.state.v1"
SOMEBODY = UUID(int=7)


async def filed(kit: ServiceKit, tree: Tree, team: dict[str, Any]) -> dict[str, Any]:
    officer = kit.actor(Role.STREET_OFFICER, region=tree.street)
    answer = await kit.post(f"/teams/{team['id']}/filing", as_=officer)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def available(kit: ServiceKit, region: Any, **more: Any) -> list[str]:
    asked = {"region": str(region.id), "skill": "plumbing", "minutes": 60}
    asked |= {"at": kit.now.isoformat()} | more
    answer = await kit.get("/teams/available", params=asked, as_=nobody(kit))
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


@contextmanager
def heard(statements: list[str]) -> Generator[None, None, None]:
    """Takes down what the database is asked."""

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
async def test_who_is_available_at_the_end_of_time_is_not_asked(
    registry: ServiceKit, moment: str
) -> None:
    tree = await given_a_tree(registry)
    asked = {"region": str(tree.community.id), "skill": "plumbing", "at": moment, "minutes": 60}

    answer = await registry.get("/teams/available", params=asked, as_=nobody(registry))

    assert answer.status_code == 422


async def test_a_filed_team_is_available_in_its_whole_subtree(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await given_a_team(registry, tree, person)

    assert await available(registry, tree.community) == []
    shown = await filed(registry, tree, team)

    assert (shown["filing"], shown["filed_until"]) == ("filed", "2029-03-02")
    assert await available(registry, tree.community) == [team["id"]]
    assert await available(registry, tree.village) == [team["id"]]
    assert await available(registry, tree.elsewhere) == []
    assert await available(registry, tree.community, skill="bathing") == []
    assert await available(registry, tree.community, minutes=481) == []
    told = await registry.events("registry.team.filed.v1")
    assert [one["team_id"] for one in told] == [team["id"]]


async def test_a_team_is_filed_where_it_is_at_home_wherever_it_serves(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await given_a_team(registry, tree, person, coverage=[str(tree.district.id)])
    stranger = registry.actor(Role.STREET_OFFICER, region=tree.elsewhere)

    refused = await registry.post(f"/teams/{team['id']}/filing", as_=stranger)
    await filed(registry, tree, team)

    assert refused.status_code == 404
    assert await available(registry, tree.elsewhere) == [team["id"]]


async def test_the_state_told_to_needs_names_members_and_their_households(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await filed(registry, tree, await given_a_team(registry, tree, person))
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)

    home = await registry.post(
        "/households",
        {
            "region_id": str(tree.community.id),
            "address": "人民南路18号",
            "member_ids": [str(person)],
        },
        as_=worker,
    )

    told = await registry.events(STATE)
    assert [one["version"] for one in told] == [1, 2, 3]
    assert told[-1]["household_ids"] == [home.json()["id"]]
    assert told[-1]["member_ids"] == [str(person)]
    assert (told[-1]["team_id"], told[-1]["filing"]) == (team["id"], "filed")
    assert told[-1]["organization_active"] is True


async def test_a_suspended_organization_takes_its_teams_along(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await filed(registry, tree, await given_a_team(registry, tree, person))
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)

    await registry.post(
        f"/organizations/{team['organization_id']}/suspension",
        {"reason": "投诉核查"},
        as_=officer,
    )

    assert (await registry.events(STATE))[-1]["organization_active"] is False
    assert await available(registry, tree.community) == []


async def test_an_organization_with_many_teams_asks_no_more_than_one_with_one(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    asked: list[int] = []
    for teams in (1, 4):
        name = f"弇山{teams}队"
        organization = await given_an_organization(registry, tree, name=name)
        for _ in range(teams):
            person = await given_a_person(registry, tree.community)
            await given_a_team(registry, tree, person, organization=organization)
        statements: list[str] = []
        place = f"/organizations/{organization}/suspension"
        with heard(statements):
            done = await registry.post(place, {"reason": "投诉核查"}, as_=officer)
        assert done.status_code == 200, done.text
        asked.append(sum(statement.startswith("SELECT") for statement in statements))

    assert asked[0] == asked[1] > 0


async def test_a_filing_expires(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await filed(registry, tree, await given_a_team(registry, tree, person))

    await registry.tick(datetime(2029, 3, 3, tzinfo=LOCAL))

    shown = await registry.get(f"/teams/{team['id']}", as_=nobody(registry))
    assert shown.json()["filing"] == "expired"
    assert (await registry.events(STATE))[-1]["filing"] == "expired"


async def test_a_team_is_suspended_and_taken_up_again(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await filed(registry, tree, await given_a_team(registry, tree, person))
    officer = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)

    await registry.post(f"/teams/{team['id']}/suspension", as_=officer)
    assert await available(registry, tree.community) == []
    await registry.post(f"/teams/{team['id']}/reinstatement", as_=officer)
    assert await available(registry, tree.community) == [team["id"]]


async def test_new_members_of_a_filed_team_are_looked_at_again(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    one, two = [await given_a_person(registry, tree.community) for _ in range(2)]
    team = await filed(registry, tree, await given_a_team(registry, tree, one))
    manager = manager_of(registry, tree, team["organization_id"])
    place = f"/teams/{team['id']}"
    etag = (await registry.get(place, as_=manager)).headers["etag"]

    calm = await registry.put(
        place, description(tree, one, max_parallel=3), as_=manager, if_match=etag
    )
    stale = await registry.put(place, description(tree, one, two), as_=manager, if_match=etag)
    changed = await registry.put(
        place, description(tree, one, two), as_=manager, if_match=calm.headers["etag"]
    )

    assert (calm.json()["filing"], calm.json()["max_parallel"]) == ("filed", 3)
    assert stale.status_code == 412
    assert changed.json()["filing"] == "draft"


async def test_what_a_suspended_team_changed_is_looked_at_before_it_goes_out(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    one, two = [await given_a_person(registry, tree.community) for _ in range(2)]
    team = await filed(registry, tree, await given_a_team(registry, tree, one))
    manager = manager_of(registry, tree, team["organization_id"])
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    place = f"/teams/{team['id']}"
    await registry.post(f"{place}/suspension", as_=officer)

    calm = await registry.put(
        place, description(tree, one, max_parallel=3), as_=manager, if_match="*"
    )
    changed = await registry.put(place, description(tree, one, two), as_=manager, if_match="*")
    refused = await registry.post(f"{place}/reinstatement", as_=officer)
    again = await filed(registry, tree, team)

    assert (calm.json()["filing"], changed.json()["filing"]) == ("suspended", "draft")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/illegal-move")
    assert again["filing"] == "filed"


async def test_nobody_files_a_team_he_belongs_to(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await given_a_team(registry, tree, person)
    member = registry.actor(Role.STREET_OFFICER, region=tree.street, person=person)

    answer = await registry.post(f"/teams/{team['id']}/filing", as_=member)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/conflict-of-interest")


async def test_nobody_files_a_team_of_an_organization_he_works_for(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    one, two = [await given_a_person(registry, tree.community) for _ in range(2)]
    team = await given_a_team(registry, tree, one)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    party = who_also_manages(officer, manager_of(registry, tree, team["organization_id"]))
    place = f"/teams/{team['id']}"

    own = await registry.post(f"{place}/filing", as_=party)
    other = await registry.post(f"{place}/filing", as_=officer)
    changed = await registry.put(place, description(tree, one, two), as_=party, if_match="*")

    assert (own.status_code, own.json()["type"]) == (403, "/problems/conflict-of-interest")
    assert other.json()["filing"] == "filed"
    assert changed.json()["filing"] == "draft"


async def test_who_wrote_a_team_down_does_not_decide_about_it(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    one, two = [await given_a_person(registry, tree.community) for _ in range(2)]
    author = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)
    organization = await given_an_organization(registry, tree)
    asked = {"organization_id": str(organization)} | description(tree, one)
    team = (await registry.post("/teams", asked, as_=author)).json()
    place = f"/teams/{team['id']}"
    await filed(registry, tree, team)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)

    await registry.post(f"{place}/suspension", as_=officer)
    refused = await registry.post(f"{place}/reinstatement", as_=author)
    await registry.post(f"{place}/reinstatement", as_=officer)
    changed = await registry.put(place, description(tree, one, two), as_=author, if_match="*")

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/conflict-of-interest")
    assert changed.json()["filing"] == "draft"


async def test_who_puts_himself_into_a_team_does_not_keep_it_filed(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    one, two = [await given_a_person(registry, tree.community) for _ in range(2)]
    team = await filed(registry, tree, await given_a_team(registry, tree, one))
    place = f"/teams/{team['id']}"
    stranger = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)
    member = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community, person=two)

    kept = await registry.put(place, description(tree, one, two), as_=stranger, if_match="*")
    left = await registry.put(place, description(tree, one), as_=member, if_match="*")

    assert (kept.json()["filing"], left.json()["filing"]) == ("filed", "draft")


async def test_a_skill_whose_proof_has_expired_is_told_no_more(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    one, two = [await given_a_person(registry, tree.community) for _ in range(2)]
    proofs = [
        {"person_id": str(one), "verified": [{"skill": "plumbing", "expires_on": "2026-03-10"}]},
        {
            "person_id": str(two),
            "verified": [
                {"skill": "plumbing", "expires_on": "2026-03-12"},
                {"skill": "bathing", "expires_on": "9999-12-31"},
            ],
        },
    ]
    more = {"skills": ["plumbing", "bathing"], "members": proofs}
    await filed(registry, tree, await given_a_team(registry, tree, **more))

    told = []
    for day in (10, 12, 13, 14):
        await registry.tick(datetime(2026, 3, day, tzinfo=LOCAL))
        told.append((await registry.events(STATE))[-1]["skills"])

    assert told == [["plumbing", "bathing"]] * 2 + [["bathing"]] * 2


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"skills": ["plumbing", "bathing"]}, "skill-unverified"),
        ({"shifts": [{"weekdays": [1], "start": "08:00", "end": "08:00"}]}, "shift-invalid"),
        ({"shifts": [{"weekdays": [8], "start": "08:00", "end": "09:00"}]}, "validation-failed"),
        ({"shifts": [{"weekdays": [1], "start": "8:00", "end": "24:00"}]}, "validation-failed"),
        (
            {"members": [{"person_id": str(SOMEBODY)}] * 2, "skills": ["plumbing"]},
            "validation-failed",
        ),
        ({"max_parallel": 0}, "validation-failed"),
        ({"max_parallel": 51}, "validation-failed"),
        ({"coverage": ["00000000-0000-0000-0000-000000000000"]}, "unknown"),
        (
            {"base_point": {"latitude": 31.45, "longitude": 121.13, "crs": "BD09"}},
            "validation-failed",
        ),
        (
            {
                "base_point": {
                    "latitude": -21.13,
                    "longitude": 31.45,
                    "crs": "WGS84",
                }
            },
            "outside-china",
        ),
    ],
)
async def test_a_team_that_cannot_be(
    registry: ServiceKit, more: dict[str, Any], problem: str
) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    organization = await given_an_organization(registry, tree)
    manager = manager_of(registry, tree, organization)
    asked = {"organization_id": str(organization)} | description(tree, person, **more)

    answer = await registry.post("/teams", asked, as_=manager)

    assert answer.json()["type"] == f"/problems/{problem}", answer.text
    if problem == "skill-unverified":
        assert answer.json()["errors"][0]["pointer"] == "/skills"


async def test_a_point_of_a_chinese_map_is_converted_when_it_says_so(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    point = {"latitude": 31.4506, "longitude": 121.1351, "crs": "GCJ02"}

    team = await given_a_team(registry, tree, person, base_point=point)

    assert 0.001 < abs(team["latitude"] - 31.4506) < 0.01
    assert 0.001 < abs(team["longitude"] - 121.1351) < 0.01


async def test_another_organization_does_not_touch_the_team(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await given_a_team(registry, tree, person)
    stranger = manager_of(registry, tree, person)

    draft = await registry.get(f"/teams/{team['id']}", as_=stranger)
    await filed(registry, tree, team)
    change = await registry.put(
        f"/teams/{team['id']}", description(tree, person), as_=stranger, if_match="*"
    )

    assert draft.status_code == 404
    assert (change.status_code, change.json()["type"]) == (403, "/problems/not-your-team")
