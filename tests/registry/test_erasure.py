"""A person asks that what is kept of him be destroyed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from services.registry.erasure.use_cases import DUTY_KEPT, PURCHASE_KEPT
from shared import ids
from shared.access import Actor, Role
from shared.durations import Duration
from shared.policy import Parameter
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.registry.given import (
    Tree,
    description,
    given_a_person,
    given_a_team,
    given_a_tree,
    manager_of,
)
from tests.registry.identity import given_account, given_keys, given_role, log_in, tokens_of

ID = "320585198506150017"
ROOT = Path(__file__).parents[2]
ERASED = "registry.person.erased.v1"


async def given_a_home(kit: ServiceKit, tree: Tree, *people: UUID) -> UUID:
    asked = {"region_id": str(tree.community.id), "address": "人民南路18号3幢201室"}
    worker = kit.actor(Role.COMMUNITY_WORKER, region=tree.community)
    members = {"member_ids": [str(one) for one in people]}
    answer = await kit.post("/households", asked | members, as_=worker)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])


def himself(
    kit: ServiceKit, region: RegionReplica, person: UUID, home: UUID | None = None
) -> Actor:
    return kit.actor(Role.RESIDENT, region=region, person=person, household=home)


async def asked_by(kit: ServiceKit, person: Actor) -> dict[str, Any]:
    answer = await kit.post("/me/erasure", as_=person)
    assert answer.status_code == 201, answer.text
    wish: dict[str, Any] = answer.json()
    return wish


async def state_of(kit: ServiceKit, person: Actor) -> str:
    wish: dict[str, Any] = (await kit.get("/me/erasure", as_=person)).json()
    return str(wish["state"])


async def test_whoever_asks_is_told_by_when_he_is_answered(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    me = himself(registry, tree.community, await given_a_person(registry, tree.community))

    first = await registry.post("/me/erasure", as_=me)
    again = await registry.post("/me/erasure", as_=me)

    assert (first.status_code, first.json()["state"]) == (201, "requested")
    assert first.json()["due_at"] == "2026-03-23T09:30:00Z"
    assert (again.status_code, again.json()["type"]) == (409, "/problems/erasure-asked")


async def test_an_account_that_stands_for_nobody_asks_for_nothing(registry: ServiceKit) -> None:
    answers = [
        await registry.post("/me/erasure", as_=registry.actor(person=person))
        for person in (None, ids.new())
    ]

    assert {(one.status_code, one.json()["type"]) for one in answers} == {
        (404, "/problems/not-registered")
    }


async def test_nothing_of_him_is_left_but_his_id(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    await given_keys(registry)
    person = await given_a_person(registry, tree.community, id_number=ID)
    home = await given_a_home(registry, tree, person)
    await given_account(registry, "chen.apo", region=tree.community, person_id=person)
    refresh = (await tokens_of(registry, "chen.apo"))["refresh_token"]
    me = himself(registry, tree.community, person, home)
    wish = await asked_by(registry, me)
    registrar = registry.actor(Role.REGISTRAR, region=tree.district)

    done = await registry.post(f"/erasures/{wish['id']}/approval", as_=registrar)

    assert (done.status_code, done.json()["state"]) == (200, "erased")
    assert (await log_in(registry, "chen.apo")).status_code == 401
    renewed = await registry.post("/sessions/refresh", {"refresh_token": refresh})
    assert renewed.status_code == 401
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    for place in (f"/persons/{person}", f"/households/{home}"):
        assert [(await registry.get(place, as_=who)).status_code for who in (me, worker)] == [
            404
        ] * 2
    async with registry.begin() as uow:
        row = (await uow.session.execute(text("SELECT * FROM person"))).mappings().one()
        address = await uow.session.scalar(text("SELECT address_sealed FROM household"))
    assert row["id"] == person
    assert not any(value for name, value in row.items() if name.endswith(("_sealed", "_blind")))
    assert (address, row["household_id"]) == (b"", None)
    told = await registry.events(ERASED)
    assert [(one["person_id"], one["heir_id"]) for one in told] == [(str(person), None)]


async def test_his_identity_number_and_his_username_are_free_again(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    await given_keys(registry)
    person = await given_a_person(registry, tree.community, id_number=ID)
    await given_account(registry, "chen.apo", region=tree.community, person_id=person)
    await asked_by(registry, himself(registry, tree.community, person))
    await registry.tick(registry.now + timedelta(days=22))

    again = await given_a_person(registry, tree.community, id_number=ID)
    account = await given_account(registry, "chen.apo", region=tree.community, person_id=again)

    assert (again != person, account.username) == (True, "chen.apo")


async def test_silence_is_no_refusal(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    me = himself(registry, tree.community, person)
    await asked_by(registry, me)

    await registry.tick(registry.now + timedelta(days=20))
    before = await state_of(registry, me)
    await registry.tick(registry.now + timedelta(days=2))

    assert (before, await state_of(registry, me)) == ("requested", "erased")


async def test_the_rest_of_the_household_stays_where_it_lives(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    await given_keys(registry)
    old, young, child = [await given_a_person(registry, tree.community) for _ in range(3)]
    home = await given_a_home(registry, tree, old, young, child)
    await given_account(registry, "young", region=tree.community, person_id=young)
    await asked_by(registry, himself(registry, tree.community, old, home))

    await registry.tick(registry.now + timedelta(days=22))

    other = himself(registry, tree.community, young, home)
    seen = (await registry.get(f"/households/{home}", as_=other)).json()
    assert seen["address"] == "人民南路18号3幢201室"
    assert {one["id"] for one in seen["members"]} == {str(young), str(child)}
    (told,) = await registry.events(ERASED)
    assert told["heir_id"] == str(young)


async def test_who_serves_in_a_team_is_kept_until_he_left_it(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person, other = [await given_a_person(registry, tree.community) for _ in range(2)]
    team = await given_a_team(registry, tree, person, other)
    me = himself(registry, tree.community, person)
    wish = await asked_by(registry, me)
    registrar = registry.actor(Role.REGISTRAR, region=tree.district)

    kept = await registry.post(f"/erasures/{wish['id']}/approval", as_=registrar)
    await registry.tick(registry.now + timedelta(days=2))
    waiting = await state_of(registry, me)
    manager = manager_of(registry, tree, UUID(team["organization_id"]))
    left = await registry.put(
        f"/teams/{team['id']}", description(tree, other), as_=manager, if_match="*"
    )
    await registry.tick(registry.now + timedelta(days=2))

    assert (kept.json()["state"], kept.json()["obstacles"]) == ("restricted", ["team"])
    assert (waiting, left.status_code) == ("restricted", 200)
    assert await state_of(registry, me) == "erased"


async def test_what_is_only_kept_is_shown_to_the_auditor_by_duty_alone(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    home = await given_a_home(registry, tree, person)
    await given_a_team(registry, tree, person)
    me = himself(registry, tree.community, person, home)
    await asked_by(registry, me)
    await registry.tick(registry.now + timedelta(days=22))
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    manager = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)
    auditor = registry.actor(Role.AUDITOR, region=tree.city)
    place = f"/persons/{person}"

    seen = [
        (await registry.get(place, as_=who)).status_code for who in (worker, manager, auditor, me)
    ]
    search = {"field": "phone", "value": "13812345678"}
    found = await registry.post("/person-searches", search, as_=worker)
    members = (await registry.get(f"/households/{home}", as_=worker)).json()["members"]
    clear = [
        (
            await registry._client.get(
                f"/api/registry/v1{place}/disclosure?fields=name",
                headers=registry._headers(who) | {"X-Purpose": purpose},
            )
        ).status_code
        for who, purpose in (
            (manager, "legal_duty"),
            (auditor, "safety_check"),
            (auditor, "legal_duty"),
        )
    ]

    assert seen == [404, 404, 200, 200]
    assert (found.json()["items"], members) == ([], [])
    assert clear == [404, 403, 200]


@pytest.mark.parametrize(
    ("role", "kept"), [(Role.COMMUNITY_MANAGER, DUTY_KEPT), (Role.EXPERT, PURCHASE_KEPT)]
)
async def test_who_held_an_office_is_kept_for_its_years(
    registry: ServiceKit, role: Role, kept: Parameter[Duration]
) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    account = await given_account(registry, "chen.apo", person_id=person)
    await given_role(registry, account.id, role, tree.community, days=300)
    me = himself(registry, tree.community, person)
    await asked_by(registry, me)
    over = registry.now + timedelta(days=300) + kept.default.length

    await registry.tick(registry.now + timedelta(days=22))
    wish = (await registry.get("/me/erasure", as_=me)).json()
    await registry.tick(over - timedelta(minutes=1))
    before = await state_of(registry, me)
    await registry.tick(over + timedelta(days=1))

    assert (wish["state"], wish["obstacles"]) == ("restricted", ["duty"])
    assert (before, await state_of(registry, me)) == ("restricted", "erased")


async def test_whoever_changes_his_mind_is_served_as_before(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    await given_a_team(registry, tree, person)
    me = himself(registry, tree.community, person)
    await asked_by(registry, me)
    await registry.tick(registry.now + timedelta(days=22))

    stays = await registry.post("/me/erasure/withdrawal", as_=me)
    again = await registry.post("/me/erasure/withdrawal", as_=me)
    await registry.tick(registry.now + timedelta(days=22))

    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    assert (stays.status_code, stays.json()["state"]) == (200, "withdrawn")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/illegal-move")
    assert (await registry.get(f"/persons/{person}", as_=worker)).status_code == 200
    assert await registry.events(ERASED) == []


async def test_a_refusal_says_why_and_another_wish_may_follow(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    me = himself(registry, tree.community, person)
    wish = await asked_by(registry, me)
    registrar = registry.actor(Role.REGISTRAR, region=tree.district)
    place = f"/erasures/{wish['id']}"
    reason = "正在核查中的投诉涉及本人，结案前须保留。"

    queue = await registry.get("/erasures", as_=registrar, params={"state": "requested"})
    refused = await registry.post(f"{place}/refusal", {"reason": reason}, as_=registrar)
    late = await registry.post(f"{place}/approval", as_=registrar)
    told = (await registry.get("/me/erasure", as_=me)).json()

    assert [one["id"] for one in queue.json()["items"]] == [wish["id"]]
    assert (refused.status_code, told["state"], told["reason"]) == (200, "refused", reason)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/illegal-move")
    assert (await asked_by(registry, me))["state"] == "requested"


async def test_nobody_decides_on_himself_or_on_whom_he_lives_with(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    home = await given_a_home(registry, tree, person)
    wish = await asked_by(registry, himself(registry, tree.community, person, home))
    where: dict[str, Any] = {"region": tree.district}
    deciders = [
        registry.actor(Role.REGISTRAR, **where, person=person),
        registry.actor(Role.REGISTRAR, **where, person=ids.new(), household=home),
        registry.actor(Role.REGISTRAR, region=tree.elsewhere),
    ]

    answers = [
        await registry.post(f"/erasures/{wish['id']}/approval", as_=decider) for decider in deciders
    ]

    assert [one.status_code for one in answers] == [403, 403, 404]
    assert answers[0].json()["type"] == "/problems/own-erasure"


async def test_whom_a_backup_brings_back_is_erased_again(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    page = (ROOT / "docs/operations/security.md").read_text("utf-8")
    again = page[page.index("WITH wish AS") : page.index("Who had asked before")]
    statement = text(again.rstrip().rstrip(";").replace("'…'", f"'{person}'"))

    for _ in range(2):
        async with registry.begin() as uow:
            await uow.session.execute(statement)
    await registry.tick(datetime.now(UTC) + timedelta(days=1))  # noqa: TID251 - the database's

    assert [one["person_id"] for one in await registry.events(ERASED)] == [str(person)]


async def test_certificates_go_with_their_holder(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    keeper = registry.actor(Role.REGISTRAR, region=tree.district)
    worker = await registry.post("/social-workers", {"person_id": str(person)}, as_=keeper)
    place = f"/social-workers/{worker.json()['id']}"
    shown = {"level": "assistant", "cert_no": "2024-0001", "issued_on": "2024-06-01"}
    assert (await registry.post(f"{place}/certificates", shown, as_=keeper)).status_code == 201
    await asked_by(registry, himself(registry, tree.community, person))

    await registry.tick(registry.now + timedelta(days=22))

    left = (await registry.get(place, as_=keeper)).json()
    assert (left["level"], left["certificates"]) == (None, [])
    async with registry.begin() as uow:
        rows = await uow.session.execute(text("SELECT record FROM audit"))
        assert not any("2024-0001" in record for (record,) in rows)
