"""One person, two accounts: his own, and the one he is on duty with."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.registry.account.model import Account
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import (
    Tree,
    description,
    filing,
    given_a_person,
    given_a_tree,
    given_an_organization,
)
from tests.registry.identity import bearer, given_account, given_role, tokens_of

REASON = {"reason": "未按规定开展活动"}


pytestmark = pytest.mark.usefixtures("keys")


async def given_two_accounts(kit: ServiceKit, tree: Tree, role: Role) -> tuple[Account, Account]:
    """A resident of the community, who is on duty over the district."""
    person = await given_a_person(kit, tree.community)
    own = await given_account(kit, "li.lei", region=tree.community, person_id=person)
    duty = await given_account(kit, "officer.li", person_id=person)
    await given_role(kit, duty.id, role, tree.district)
    return own, duty


async def post(kit: ServiceKit, by: Account, path: str, body: Any = None) -> httpx.Response:
    return await kit.post(path, body, headers=bearer(await tokens_of(kit, by.username)))


async def test_nobody_decides_on_duty_about_an_organization_of_his_own_time(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    organization = await given_an_organization(registry, tree)
    other = await given_an_organization(registry, tree, name="弇山社区合唱队")
    own, duty = await given_two_accounts(registry, tree, Role.STREET_OFFICER)
    await given_role(registry, own.id, Role.ORG_MANAGER, tree.community, organization=organization)

    stranger = await given_account(registry, "officer.wu")
    await given_role(registry, stranger.id, Role.STREET_OFFICER, tree.district)
    manager = await given_account(registry, "zhou.jie")
    await given_role(
        registry, manager.id, Role.ORG_MANAGER, tree.community, organization=organization
    )

    refused = await post(registry, duty, f"/organizations/{organization}/suspension", REASON)
    told = [
        await post(registry, duty, f"/organizations/{other}/suspension", REASON),
        await post(registry, stranger, f"/organizations/{organization}/suspension", REASON),
    ]

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/conflict-of-interest")
    assert [answer.status_code for answer in told] == [200, 200]


async def test_nobody_accepts_on_duty_what_he_wrote_in_his_own_time(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    own, duty = await given_two_accounts(registry, tree, Role.STREET_OFFICER)
    drafted = await post(registry, own, "/organizations", filing(tree.community))
    place = f"/organizations/{drafted.json()['id']}"
    await post(registry, own, f"{place}/submission")

    accepted = await post(registry, duty, f"{place}/acceptance")

    assert (accepted.status_code, accepted.json()["type"]) == (403, "/problems/four-eyes")


async def test_nobody_files_on_duty_a_team_he_wrote_down_in_his_own_time(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    organization = await given_an_organization(registry, tree)
    own, duty = await given_two_accounts(registry, tree, Role.STREET_OFFICER)
    grant = await given_role(
        registry, own.id, Role.ORG_MANAGER, tree.community, organization=organization
    )
    plumber = await given_a_person(registry, tree.village)
    asked = {"organization_id": str(organization)} | description(tree, plumber)
    team = await post(registry, own, "/teams", asked)
    async with registry.begin() as uow:  # he manages it no more
        (await uow.get(type(grant), grant.id)).revoke(by=duty.id, at=registry.now)

    filed = await post(registry, duty, f"/teams/{team.json()['id']}/filing")

    assert (filed.status_code, filed.json()["type"]) == (403, "/problems/conflict-of-interest")


async def test_nobody_gives_his_other_account_a_role_nor_takes_one(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    own, duty = await given_two_accounts(registry, tree, Role.STREET_OFFICER)
    kept = await given_role(registry, own.id, Role.COMMUNITY_MANAGER, tree.community)
    wanted = {"role": "receiver", "region_id": str(tree.community.id)}
    wanted |= {"valid_to": (registry.now + timedelta(days=9)).isoformat()}

    told = [
        await post(registry, duty, f"/accounts/{own.id}/grants", wanted),
        await post(registry, duty, f"/grants/{kept.id}/revocation"),
    ]

    assert [answer.status_code for answer in told] == [403, 403]
    assert {answer.json()["type"] for answer in told} == {"/problems/own-grant"}


async def test_nobody_is_on_duty_with_both_his_accounts(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    organization = await given_an_organization(registry, tree)
    own, duty = await given_two_accounts(registry, tree, Role.FINANCE)
    chief = await given_account(registry, "chief.wu")
    await given_role(registry, chief.id, Role.CITY_ADMIN, tree.city)
    until = {"valid_to": (registry.now + timedelta(days=9)).isoformat()}

    async def give(account: Account, role: Role, **more: str) -> httpx.Response:
        wanted = {"role": role, "region_id": str(tree.district.id)} | until | more
        return await post(registry, chief, f"/accounts/{account.id}/grants", wanted)

    second = await give(own, Role.BUYER)
    first = await give(duty, Role.BUYER)
    helping = await give(own, Role.VOLUNTEER)
    managing = await give(own, Role.ORG_MANAGER, organization_id=str(organization))

    assert (second.status_code, second.json()["type"]) == (409, "/problems/on-duty-elsewhere")
    assert [one.status_code for one in (first, helping, managing)] == [201, 201, 201]
