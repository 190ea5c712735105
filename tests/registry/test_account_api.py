from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from shared import ids
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import Tree, given_a_person, given_a_tree
from tests.registry.identity import (
    PASSWORD,
    bearer,
    claims,
    given_account,
    given_role,
    log_in,
    refresh,
    tokens_of,
)

LONG = "另一条也很长的口令呀呀"


pytestmark = pytest.mark.usefixtures("keys")


async def test_a_community_worker_opens_an_account_for_a_resident(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    person = await given_a_person(registry, tree.community)
    household = await given_a_household(registry, tree, person)
    asked = {
        "kind": "person",
        "username": "Wang.Fang",
        "password": PASSWORD,
        "region_id": str(tree.community.id),
        "person_id": str(person),
        "household_id": household,
    }

    opened = await registry.post("/accounts", asked, as_=worker)
    shown = await registry.get(f"/accounts/{opened.json()['id']}", as_=worker)

    assert opened.status_code == 201, opened.text
    assert opened.headers["location"] == f"/api/registry/v1/accounts/{opened.json()['id']}"
    assert shown.json()["username"] == "wang.fang"
    assert opened.json()["state"] == "active"
    assert "password" not in opened.text
    assert (await log_in(registry, "wang.fang", new_password=LONG)).status_code == 201


async def given_a_household(kit: ServiceKit, tree: Tree, *people: UUID) -> str:
    worker = kit.actor(Role.COMMUNITY_WORKER, region=tree.community)
    home = {
        "region_id": str(tree.community.id),
        "address": "人民南路18号",
        "member_ids": [str(person) for person in people],
    }
    made = await kit.post("/households", home, as_=worker)
    assert made.status_code == 201, made.text
    household: str = made.json()["id"]
    return household


async def test_nobody_opens_a_second_account_for_who_has_one(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    own = await given_account(registry, "wang.fang", region=tree.community, person_id=person)
    admin = registry.actor(Role.PLATFORM_ADMIN)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    asked = {"kind": "person", "username": "wang.fang.2", "password": PASSWORD}
    asked |= {"region_id": str(tree.community.id), "person_id": str(person)}

    second = await registry.post("/accounts", asked, as_=worker)
    await registry.post(f"/accounts/{own.id}/disablement", as_=admin)
    after = await registry.post("/accounts", asked, as_=worker)

    assert (second.status_code, second.json()["type"]) == (409, "/problems/has-account")
    assert after.json()["type"] == "/problems/has-account"


async def test_only_the_administrator_opens_an_account_of_another_kind(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    admin = registry.actor(Role.PLATFORM_ADMIN)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    asked = {"region_id": str(tree.community.id), "person_id": str(person)}

    told = [
        await registry.post("/accounts", asked | {"kind": kind, "username": f"u.{n}"}, as_=opener)
        for n, (kind, opener) in enumerate(
            [("staff", admin), ("person", worker), ("person", admin), ("staff", admin)]
        )
    ]

    assert [answer.status_code for answer in told] == [201, 409, 201, 409]


async def test_an_account_speaks_for_nobody_out_of_its_openers_sight(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    own = await given_a_person(registry, tree.community)
    foreign = await given_a_person(registry, tree.elsewhere)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    admin = registry.actor(Role.PLATFORM_ADMIN)
    asked = {"kind": "person", "username": "li.lei", "region_id": str(tree.community.id)}
    neighbors = await given_a_household(registry, tree)

    told = [
        await registry.post("/accounts", asked | {"person_id": str(person)}, as_=opener)
        for opener, person in ((worker, foreign), (worker, ids.new()), (admin, ids.new()))
    ]
    told += [
        await registry.post("/accounts", asked | more, as_=worker)
        for more in (
            {"household_id": neighbors},
            {"household_id": neighbors, "person_id": str(own)},
        )
    ]

    assert [answer.status_code for answer in told] == [404] * 3 + [422] * 2


async def test_who_moved_is_at_home_where_he_moved_to(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    before = await given_a_household(registry, tree, person)
    await given_account(
        registry, "wang.fang", region=tree.community, person_id=person, household_id=UUID(before)
    )
    tokens = await tokens_of(registry, "wang.fang")

    after = await given_a_household(registry, tree, person)
    renewed = (await refresh(registry, tokens["refresh_token"])).json()
    seen = [
        await registry.send("GET", f"/households/{home}", headers=bearer(renewed))
        for home in (before, after)
    ]

    assert [answer.status_code for answer in seen] == [404, 200]
    assert seen[1].json()["address"] == "人民南路18号"
    me = await registry.send("GET", "/me", headers=bearer(renewed))
    assert me.json()["account"]["household_id"] == after


async def test_who_moved_is_a_resident_where_he_moved_to(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.village)
    await given_account(registry, "wang.fang", region=tree.village, person_id=person)
    before = claims(await tokens_of(registry, "wang.fang"))
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.street)
    home = {"region_id": str(tree.community.id), "address": "人民南路18号"}

    moved = await registry.post("/households", home | {"member_ids": [str(person)]}, as_=worker)
    after = claims(await tokens_of(registry, "wang.fang"))

    assert moved.status_code == 201, moved.text
    assert before["roles"] == [["resident", tree.village.path, None]]
    assert after["roles"] == [["resident", tree.community.path, None]]


async def test_an_account_is_seen_where_its_holder_moved_to(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    own = await given_account(registry, "wang.fang", region=tree.community, person_id=person)
    officer = registry.actor(Role.COMMUNITY_MANAGER, region=tree.street)
    home = {"region_id": str(tree.village.id), "address": "胜泾村5组"}
    here, there = (
        registry.actor(Role.COMMUNITY_WORKER, region=region)
        for region in (tree.community, tree.village)
    )

    moved = await registry.post("/households", home | {"member_ids": [str(person)]}, as_=officer)
    seen = [await registry.get(f"/accounts/{own.id}", as_=one) for one in (here, there)]

    assert moved.status_code == 201, moved.text
    assert [answer.status_code for answer in seen] == [404, 200]


@pytest.mark.parametrize("kind", ["person", "staff"])
async def test_a_community_worker_opens_nothing_else(registry: ServiceKit, kind: str) -> None:
    city, _, community = await registry.regions()
    elsewhere = await registry.region(parent=city)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=community)
    region = elsewhere if kind == "person" else community

    refused = await registry.post(
        "/accounts", {"kind": kind, "username": "li.lei", "region_id": str(region.id)}, as_=worker
    )

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/outside-region")


async def test_a_resident_opens_no_account(registry: ServiceKit) -> None:
    _, _, community = await registry.regions()
    resident = registry.actor(Role.RESIDENT, region=community)

    refused = await registry.post("/accounts", {"kind": "staff", "username": "x.y"}, as_=resident)

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/role-required")


async def test_a_username_is_unique_however_it_is_typed(registry: ServiceKit) -> None:
    admin = registry.actor(Role.PLATFORM_ADMIN)
    await given_account(registry, "wang.fang")

    refused = await registry.post(
        "/accounts", {"kind": "staff", "username": "ＷANG.Fang"}, as_=admin
    )

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/username-taken")


async def test_an_account_without_a_password_waits_for_one(registry: ServiceKit) -> None:
    admin = registry.actor(Role.PLATFORM_ADMIN)
    opened = await registry.post("/accounts", {"kind": "staff", "username": "li.lei"}, as_=admin)
    account_id = opened.json()["id"]

    before = await log_in(registry, "li.lei")
    reset = await registry.post(
        f"/accounts/{account_id}/password-reset", {"password": PASSWORD}, as_=admin
    )
    after = await log_in(registry, "li.lei", new_password=LONG)

    assert (opened.json()["state"], reset.json()["state"]) == ("pending", "active")
    assert (before.status_code, after.status_code) == (401, 201)


async def test_a_person_needs_a_community_to_live_in(registry: ServiceKit) -> None:
    city, street, community = await registry.regions()
    admin = registry.actor(Role.PLATFORM_ADMIN)
    asked = {"kind": "person", "username": "li.lei"}
    homes = [{}, *({"region_id": str(one.id)} for one in (city, street, community))]

    told = [await registry.post("/accounts", asked | home, as_=admin) for home in homes]

    assert [answer.status_code for answer in told] == [422, 422, 422, 201]
    assert {answer.json()["errors"][0]["pointer"] for answer in told[:3]} == {"/region_id"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "a b"),
        ("username", ""),
        ("username", "x" * 129),
        ("password", "short"),
        ("password", "aaaaaaaaaaaaa"),
        ("kind", "robot"),
        ("region_id", "nowhere"),
        ("state", "active"),
        ("password_hash", "x"),
    ],
)
async def test_bad_accounts_are_refused(registry: ServiceKit, field: str, value: str) -> None:
    admin = registry.actor(Role.PLATFORM_ADMIN)
    asked = {"kind": "staff", "username": "li.lei", "password": PASSWORD} | {field: value}

    refused = await registry.post("/accounts", asked, as_=admin)

    assert refused.status_code == 422, refused.text


async def test_accounts_out_of_scope_are_not_found(registry: ServiceKit) -> None:
    city, _, community = await registry.regions()
    elsewhere = await registry.region(parent=city)
    account = await given_account(registry, "wang.fang", region=community)
    stranger = registry.actor(Role.COMMUNITY_WORKER, region=elsewhere)
    own = registry.actor(Role.COMMUNITY_WORKER, region=community)

    assert (await registry.get(f"/accounts/{account.id}", as_=stranger)).status_code == 404
    assert (await registry.get("/accounts", as_=stranger)).json()["items"] == []
    assert (await registry.get(f"/accounts/{account.id}", as_=own)).status_code == 200
    assert len((await registry.get("/accounts", as_=own)).json()["items"]) == 1


async def test_nobody_but_the_administrator_resets_a_password(registry: ServiceKit) -> None:
    city, _, community = await registry.regions()
    account = await given_account(registry, "wang.fang", region=community)
    chief = registry.actor(Role.CITY_ADMIN, region=city)

    for step, body in (("password-reset", {"password": LONG}), ("disablement", None)):
        refused = await registry.post(f"/accounts/{account.id}/{step}", body, as_=chief)
        assert refused.status_code == 403


async def change(kit: ServiceKit, tokens: dict[str, str], current: str, new: str) -> httpx.Response:
    body = {"current_password": current, "new_password": new}
    return await kit.post("/me/password-change", body, headers=bearer(tokens))


async def test_changing_ones_password_ends_the_other_logins(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    other, mine = await tokens_of(registry, "wang.fang"), await tokens_of(registry, "wang.fang")

    changed = await change(registry, mine, PASSWORD, LONG)
    stays = await refresh(registry, mine["refresh_token"])
    ended = await refresh(registry, other["refresh_token"])

    assert changed.status_code == 200, changed.text
    assert (stays.status_code, ended.status_code) == (201, 401)
    assert (await log_in(registry, "wang.fang")).status_code == 401
    registry.now += timedelta(seconds=5)
    assert (await log_in(registry, "wang.fang", LONG)).status_code == 201


async def test_a_weak_new_password_counts_as_no_try(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    mine = await tokens_of(registry, "wang.fang")

    answers = [await change(registry, mine, PASSWORD, "short") for _ in range(6)]
    changed = await change(registry, mine, PASSWORD, LONG)

    assert {answer.json()["type"] for answer in answers} == {"/problems/weak-password"}
    assert {answer.json()["errors"][0]["pointer"] for answer in answers} == {"/new_password"}
    assert "至少含 5 种不同字符" in answers[0].json()["detail"]
    assert changed.status_code == 200, changed.text


async def test_a_stolen_token_does_not_change_the_password(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    stolen = await tokens_of(registry, "wang.fang")
    answers = []
    for wait in (0, 0, 1, 2, 4):
        registry.now += timedelta(seconds=wait)
        answers.append((await change(registry, stolen, "not the password", LONG)).status_code)

    assert answers == [403] * 5
    assert (await change(registry, stolen, PASSWORD, LONG)).status_code == 429


async def test_a_wrong_password_sent_again_costs_no_second_try(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    mine = await tokens_of(registry, "wang.fang")
    wrong = {"current_password": "not the password", "new_password": LONG}

    answers = [
        await registry.post("/me/password-change", asked, headers=bearer(mine), key=key)
        for asked, key in (
            (wrong, "the-first-attempt"),
            (wrong, "the-first-attempt"),
            (wrong, "the-first-attempt"),
            (wrong | {"current_password": PASSWORD}, "the-first-attempt"),
            (wrong, "the-next-attempt"),
            (wrong, "one-attempt-too-many"),
        )
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 422, 403, 429]
    assert answers[2].content == answers[0].content
    assert answers[2].headers["idempotent-replayed"] == "true"


async def test_a_disabled_account_comes_back_without_its_password(registry: ServiceKit) -> None:
    admin = registry.actor(Role.PLATFORM_ADMIN)
    account = await given_account(registry, "wang.fang")
    await registry.post(f"/accounts/{account.id}/disablement", as_=admin)

    enabled = await registry.post(f"/accounts/{account.id}/enablement", as_=admin)

    assert enabled.json()["state"] == "pending"
    assert (await log_in(registry, "wang.fang")).status_code == 401


async def test_a_lock_is_lifted_only_when_there_is_one(registry: ServiceKit) -> None:
    admin = registry.actor(Role.PLATFORM_ADMIN)
    account = await given_account(registry, "wang.fang")

    refused = await registry.post(f"/accounts/{account.id}/unlocking", as_=admin)

    assert (refused.status_code, refused.json()["allowed"]) == (
        409,
        ["lock", "disable", "erase"],
    )


async def test_without_a_token_there_is_no_me(registry: ServiceKit) -> None:
    assert (await registry.get("/me")).status_code == 401
    assert (await registry.get("/me", as_=registry.actor(Role.RESIDENT))).status_code == 404


async def test_nobody_disables_his_own_account(registry: ServiceKit) -> None:
    own = await given_account(registry, "root")
    await given_role(registry, own.id, Role.PLATFORM_ADMIN, None)
    tokens = await tokens_of(registry, "root")
    colleague = registry.actor(Role.PLATFORM_ADMIN)

    refused = await registry.post(f"/accounts/{own.id}/disablement", headers=bearer(tokens))
    done = await registry.post(f"/accounts/{own.id}/disablement", as_=colleague)

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/own-account")
    assert done.status_code == 200
