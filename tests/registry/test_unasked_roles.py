"""An organization takes anyone on by his account id; he need not put up with it."""

from datetime import timedelta

import pytest

from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_tree, given_an_organization
from tests.registry.identity import bearer, given_account, given_keys, given_role, tokens_of


@pytest.fixture(autouse=True)
async def _keys(registry: ServiceKit) -> None:
    await given_keys(registry)


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
