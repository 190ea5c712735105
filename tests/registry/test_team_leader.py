"""What a team's leader may write."""

from uuid import UUID

from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import description, given_a_person, given_a_team, given_a_tree


async def test_a_leader_writes_the_teams_he_is_in(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    one, two = [await given_a_person(registry, tree.community) for _ in range(2)]
    team = await given_a_team(registry, tree, one)
    place, bound = f"/teams/{team['id']}", {"organization_id": team["organization_id"]}
    leaders = [
        registry.actor(
            Role.TEAM_LEADER,
            region=tree.city,
            organization=UUID(bound["organization_id"]),
            person=who,
        )
        for who in (one, two)
    ]
    mine = description(tree, one, two)

    answers = []
    for leader in reversed(leaders):
        etag = (await registry.get(place, as_=leader)).headers["etag"]
        answers += [
            await registry.put(place, mine, as_=leader, if_match=etag),
            await registry.post("/teams", bound | description(tree, one), as_=leader),
        ]

    assert [answer.status_code for answer in answers] == [403, 403, 200, 201]
    assert answers[0].json()["type"] == "/problems/not-your-team"


async def test_a_leader_who_is_not_active_writes_his_team_no_more(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    one, two = [await given_a_person(registry, tree.community) for _ in range(2)]
    team = await given_a_team(registry, tree, one, two)
    place, organization = f"/teams/{team['id']}", UUID(team["organization_id"])
    leader = registry.actor(
        Role.TEAM_LEADER, region=tree.city, organization=organization, person=two
    )
    described = description(tree, one, two)
    described["members"][1]["active"] = False

    retired = await registry.put(place, described, as_=leader, if_match="*")
    back = await registry.put(place, description(tree, one, two), as_=leader, if_match="*")

    told = (await registry.events("registry.team.state.v1"))[-1]
    assert (told["member_ids"], told["inactive_ids"]) == ([str(one), str(two)], [str(two)])
    assert (retired.status_code, back.status_code) == (200, 403)
    assert back.json()["type"] == "/problems/not-your-team"


async def test_whoever_is_in_a_team_finds_it(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    one, two = [await given_a_person(registry, tree.community) for _ in range(2)]
    team = await given_a_team(registry, tree, one)
    member, stranger, unnamed = [
        registry.actor(Role.RESIDENT, region=tree.community, person=who) for who in (one, two, None)
    ]

    found = [
        (await registry.get("/teams", params={"mine": "true"}, as_=who)).json()["items"]
        for who in (member, stranger, unnamed)
    ]

    assert [[each["id"] for each in teams] for teams in found] == [[team["id"]], [], []]
