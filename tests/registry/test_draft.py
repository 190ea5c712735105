"""A draft of an organization is corrected by its author's side until its authority is asked."""

from dataclasses import replace
from typing import Any

from shared import ids
from shared.access import Actor, Role
from shared.testing.kit import ServiceKit
from tests.registry.given import Tree, filing, given_a_tree, given_an_organization
from tests.registry.test_organization_api import STATE, registration

SAID: dict[str, Any] = {"name": "弇山社区邻里互助队", "members_count": 6, "categories": ["charity"]}


async def given_a_draft(registry: ServiceKit, tree: Tree, author: Actor, **more: Any) -> str:
    """One of too few members."""
    few = filing(tree.community, members_count=4, **more)
    made = await registry.post("/organizations", few, as_=author)
    assert made.status_code == 201, made.text
    return f"/organizations/{made.json()['id']}"


async def test_a_group_of_too_few_members_is_filed_once_it_has_them(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    author = registry.actor(Role.RESIDENT, region=tree.community)
    place = await given_a_draft(registry, tree, author)
    few = await registry.post(f"{place}/submission", as_=author)
    seen = (await registry.get(place, as_=author)).headers["etag"]

    blind = await registry.put(place, SAID, as_=author)
    revised = await registry.put(place, SAID, as_=author, if_match=seen)
    stale = await registry.put(place, SAID, as_=author, if_match=seen)
    submitted = await registry.post(f"{place}/submission", as_=author)
    late = await registry.put(place, SAID, as_=author, if_match="*")

    assert few.json()["type"] == "/problems/too-few-members"
    assert (blind.status_code, stale.status_code) == (428, 412)
    assert revised.status_code == 200, revised.text
    assert revised.headers["etag"] != seen
    assert SAID.items() <= revised.json().items()
    assert (submitted.status_code, submitted.json()["state"]) == (200, "filing_review")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/illegal-move")
    assert (await registry.events(STATE))[-1]["name"] == SAID["name"]


async def test_what_was_returned_is_corrected_beside_the_reason(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    author = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    made = await registry.post("/organizations", filing(tree.community), as_=author)
    place = f"/organizations/{made.json()['id']}"
    await registry.post(f"{place}/submission", as_=author)
    await registry.post(f"{place}/return", {"reason": "请写明类别"}, as_=officer)

    revised = await registry.put(place, SAID, as_=author, if_match="*")
    again = await registry.post(f"{place}/submission", as_=author)

    assert (revised.status_code, revised.json()["reason"]) == (200, "请写明类别")
    assert (again.status_code, again.json()["reason"]) == (200, None)


async def test_a_draft_is_corrected_by_its_authors_side_alone(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    author = registry.actor(Role.RESIDENT, region=tree.community)
    place = await given_a_draft(registry, tree, author)
    others = [
        registry.actor(Role.RESIDENT, region=tree.community),
        registry.actor(Role.COMMUNITY_WORKER, region=tree.elsewhere),
        registry.actor(Role.REGISTRAR, region=tree.district),
        registry.actor(Role.STREET_OFFICER, region=tree.street),
    ]

    answers = [await registry.put(place, SAID, as_=one, if_match="*") for one in others]

    assert [answer.status_code for answer in answers] == [404, 404, 403, 403]


async def test_a_name_that_others_have_is_taken_and_the_own_one_is_not(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    author = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    await given_an_organization(registry, tree)
    place = await given_a_draft(registry, tree, author, name="弇山合唱队")

    taken = await registry.put(
        place, SAID | {"name": "弇山社区 睦邻互助队"}, as_=author, if_match="*"
    )
    same = await registry.put(place, SAID | {"name": "弇山 合唱队"}, as_=author, if_match="*")
    coming = await registry.put(
        place, SAID | {"founded_on": "2026-03-03"}, as_=author, if_match="*"
    )

    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/name-taken")
    assert (same.status_code, same.json()["name"]) == (200, "弇山 合唱队")
    assert (coming.status_code, coming.json()["errors"][0]["pointer"]) == (422, "/founded_on")


async def test_whoever_corrected_a_draft_does_not_accept_it(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    author, helper = (registry.actor(Role.REGISTRAR, region=tree.district) for _ in range(2))
    body = registration(tree)
    made = await registry.post("/organizations", body, as_=author)
    place = f"/organizations/{made.json()['id']}"
    told = {"name": "太仓市德颐社会工作中心", "is_sw_agency": True}
    revised = await registry.put(place, told, as_=helper, if_match="*")
    for step in ("name-check", "submission"):
        assert (await registry.post(f"{place}/{step}", as_=helper)).status_code == 200

    answers = [
        await registry.post(f"{place}/acceptance", as_=one)
        for one in (helper, author, replace(author, id=ids.new()))
    ]

    assert (revised.json()["uscc"], revised.json()["name"]) == (body["uscc"], told["name"])
    assert [answer.status_code for answer in answers] == [403, 403, 200]
    assert {answer.json()["type"] for answer in answers[:2]} == {"/problems/four-eyes"}
