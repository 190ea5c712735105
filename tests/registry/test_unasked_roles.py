"""An organization takes anyone on, or lists him in a team; he need not put up with it."""

from datetime import timedelta

import pytest

from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import (
    description,
    given_a_person,
    given_a_team,
    given_a_tree,
    given_an_organization,
    manager_of,
    nobody,
)
from tests.registry.identity import bearer, given_account, given_role, tokens_of

pytestmark = pytest.mark.usefixtures("keys")


async def test_whom_an_organization_took_on_unasked_gives_the_role_up_and_decides_on_it(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    organization = await given_an_organization(registry, tree)
    manager = registry.actor(Role.ORG_MANAGER)
    await given_role(registry, manager.id, Role.ORG_MANAGER, tree.city, organization=organization)
    officer = await given_account(registry, "officer.li")
    duty = await given_role(registry, officer.id, Role.STREET_OFFICER, tree.street)
    wanted = {"role": "social_worker", "region_id": str(tree.street.id)}
    wanted |= {"organization_id": str(organization)}
    wanted |= {"valid_to": (registry.now + timedelta(days=99)).isoformat()}
    given = await registry.post(f"/accounts/{officer.id}/grants", wanted, as_=manager)
    assert given.status_code == 201, given.text
    place, why = f"/organizations/{organization}/suspension", {"reason": "未按规定开展活动"}
    stranger = registry.actor(Role.STREET_OFFICER, region=tree.elsewhere)

    bound = bearer(await tokens_of(registry, "officer.li"))
    told = [
        await registry.post(place, why, headers=bound),
        await registry.post(f"/grants/{duty.id}/revocation", headers=bound),
        await registry.post(f"/grants/{given.json()['id']}/revocation", as_=stranger),
        await registry.post(f"/grants/{given.json()['id']}/revocation", headers=bound),
    ]
    free = bearer(await tokens_of(registry, "officer.li"))
    told += [await registry.post(place, why, headers=free)]

    assert [answer.status_code for answer in told] == [403, 403, 404, 200, 200]
    assert told[0].json()["type"] == "/problems/conflict-of-interest"
    assert told[1].json()["type"] == "/problems/own-grant"


async def test_who_has_no_role_to_give_gives_one_up(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    organization = await given_an_organization(registry, tree)
    own = await given_account(registry, "wang.fang", region=tree.community)
    grant = await given_role(
        registry, own.id, Role.TEAM_LEADER, tree.community, organization=organization
    )
    tokens = bearer(await tokens_of(registry, "wang.fang"))

    answer = await registry.post(f"/grants/{grant.id}/revocation", headers=tokens)
    again = await registry.post(f"/grants/{grant.id}/revocation", headers=tokens)

    assert answer.status_code == 200, answer.text
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-revoked")


async def test_whom_a_team_lists_unasked_leaves_it_and_decides_on_it(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    plumber, listed = [await given_a_person(registry, tree.community) for _ in range(2)]
    team = await given_a_team(registry, tree, plumber)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street, person=listed)
    manager = manager_of(registry, tree, team["organization_id"])
    place = f"/teams/{team['id']}"
    etag = (await registry.get(place, as_=manager)).headers["etag"]
    await registry.put(place, description(tree, plumber, listed), as_=manager, if_match=etag)

    bound = await registry.post(f"{place}/filing", as_=officer)
    told = [
        await registry.post(f"{place}/departure", as_=nobody(registry)),
        await registry.post(f"{place}/departure", as_=officer),
        await registry.post(f"{place}/departure", as_=officer),
    ]
    free = await registry.post(f"{place}/filing", as_=officer)

    assert (bound.status_code, bound.json()["type"]) == (403, "/problems/conflict-of-interest")
    assert [answer.status_code for answer in told] == [404, 200, 404]
    assert free.status_code == 200, free.text
    states = await registry.events("registry.team.state.v1")
    assert states[-1]["member_ids"] == [str(plumber)]


async def test_who_leaves_a_team_that_goes_out_takes_his_skill_along(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await given_a_team(registry, tree, person)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    place = f"/teams/{team['id']}"
    await registry.post(f"{place}/filing", as_=officer)

    left = await registry.post(f"{place}/departure", as_=registry.actor(person=person))

    assert (left.status_code, left.json()["members"]) == (200, [])
    assert left.json()["filing"] == "filed"
    state = (await registry.events("registry.team.state.v1"))[-1]
    assert (state["skills"], state["member_ids"]) == ([], [])


async def test_a_draft_of_a_team_is_seen_by_whom_it_lists(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await given_a_team(registry, tree, person)
    listed = registry.actor(Role.RESIDENT, person=person)

    shown = await registry.get(f"/teams/{team['id']}", as_=listed)
    hidden = await registry.get(f"/teams/{team['id']}", as_=nobody(registry))

    assert (shown.status_code, hidden.status_code) == (200, 404)
