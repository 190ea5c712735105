"""A registered person is put behind an account by the code that its holder shows."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.access import Actor, Role
from shared.testing.kit import ServiceKit
from tests.registry.given import Tree, given_a_person, given_a_tree
from tests.registry.identity import bearer, claims, given_account, given_role, refresh, tokens_of

pytestmark = pytest.mark.usefixtures("keys")


async def given_a_newcomer(registry: ServiceKit, tree: Tree, name: str = "wx.1") -> dict[str, Any]:
    """Who chose another community when he came than the one that registers him."""
    await given_account(registry, name, region=tree.village)
    return await tokens_of(registry, name)


async def code_of(registry: ServiceKit, tokens: dict[str, Any]) -> str:
    answer = await registry.send("POST", "/me/binding-code", headers=bearer(tokens))
    assert answer.status_code == 201, answer.text
    code: str = answer.json()["code"]
    return code


async def bind(registry: ServiceKit, person: Any, code: str, by: Actor) -> httpx.Response:
    return await registry.post(f"/persons/{person}/account", {"code": code}, as_=by)


async def test_who_shows_the_code_is_somebody_from_then_on(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    newcomer = await given_a_newcomer(registry, tree)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    ended, code = [await code_of(registry, newcomer) for _ in range(2)]

    mistyped = await bind(registry, person, f"{(int(code) + 1) % 10**8:08d}", worker)
    old = await bind(registry, person, ended, worker)
    bound = await bind(registry, person, code, worker)
    twice = await bind(registry, await given_a_person(registry, tree.community), code, worker)
    again = await registry.send("POST", "/me/binding-code", headers=bearer(newcomer))

    renewed = (await refresh(registry, newcomer["refresh_token"])).json()
    assert {one.json()["type"] for one in (mistyped, old, twice)} == {
        "/problems/binding-code-wrong"
    }
    assert (bound.status_code, bound.json()["region_id"]) == (201, str(tree.community.id))
    assert claims(renewed)["pid"] == str(person)
    assert again.json()["type"] == "/problems/nothing-to-bind"


async def test_a_code_is_good_for_ten_minutes(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    code = await code_of(registry, await given_a_newcomer(registry, tree))
    registry.now += timedelta(minutes=10)

    late = await bind(
        registry, person, code, registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    )

    assert late.json()["type"] == "/problems/binding-code-wrong"


async def test_nobody_gets_two_accounts_or_binds_out_of_his_region_or_himself(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    other = await given_a_person(registry, tree.community)
    await given_account(registry, "wang.fang", region=tree.community, person_id=other)
    code = await code_of(registry, await given_a_newcomer(registry, tree))
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    himself = registry.actor(Role.COMMUNITY_WORKER, region=tree.community, person=person)
    elsewhere = registry.actor(Role.COMMUNITY_WORKER, region=tree.elsewhere)

    second = await bind(registry, other, code, worker)
    own = await bind(registry, person, code, himself)
    foreign = await bind(registry, person, code, elsewhere)
    bound = await bind(registry, person, code, worker)

    assert (second.status_code, second.json()["type"]) == (409, "/problems/has-account")
    assert (own.status_code, own.json()["type"]) == (403, "/problems/conflict-of-interest")
    assert (foreign.status_code, bound.status_code) == (404, 201)


async def test_nobody_gets_a_second_pair_of_eyes(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    staff = await given_account(registry, "officer.li", person_id=person)
    newcomer = await given_account(registry, "wx.1", region=tree.village)
    for one in (staff, newcomer):
        await given_role(registry, one.id, Role.COMMUNITY_MANAGER, tree.community)
    code = await code_of(registry, await tokens_of(registry, "wx.1"))
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)

    answer = await bind(registry, person, code, worker)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/on-duty-elsewhere")


async def test_staff_have_no_code(registry: ServiceKit) -> None:
    await given_account(registry, "officer.li")
    tokens = await tokens_of(registry, "officer.li")

    answer = await registry.send("POST", "/me/binding-code", headers=bearer(tokens))

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/nothing-to-bind")
