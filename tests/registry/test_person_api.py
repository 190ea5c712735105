from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text

from shared import ids
from shared.access import Role
from shared.access_log import AccessLogRow
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_person, given_a_tree

ID = "320585198506150017"


async def test_a_person_is_shown_masked(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community, name="张三丰", id_number=ID)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)

    shown = (await registry.get(f"/persons/{person}", as_=worker)).json()

    assert (shown["name"], shown["phone"]) == ("张**", "138****5678")
    assert shown["id_number"] == "3205**********0017"


async def test_the_database_holds_no_phone_and_no_identity_number(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    await given_a_person(registry, tree.community, id_number=ID)

    async with registry.begin() as uow:
        for table in ("person", "audit", "outbox", "idempotency"):
            rows = (await uow.session.execute(text(f"SELECT t::text FROM {table} t"))).scalars()
            assert not any("13812345678" in row or ID in row for row in rows)


async def test_one_reads_oneself_and_nobody_else(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    me = await given_a_person(registry, tree.community)
    other = await given_a_person(registry, tree.community)
    resident = registry.actor(Role.RESIDENT, person=me)

    assert (await registry.get(f"/persons/{me}", as_=resident)).status_code == 200
    assert (await registry.get(f"/persons/{other}", as_=resident)).status_code == 404


async def test_staff_of_another_region_see_nobody(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.elsewhere)

    assert (await registry.get(f"/persons/{person}", as_=worker)).status_code == 404


async def test_staff_register_nobody_outside_their_region(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.elsewhere)
    asked = {"region_id": str(tree.community.id), "name": "陈阿婆"}

    answer = await registry.post("/persons", asked, as_=worker)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/outside-your-region")


async def test_a_phone_may_be_shared_but_an_identity_number_not(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    await given_a_person(registry, tree.community, id_number=ID)
    await given_a_person(registry, tree.community, name="陈小妹")
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    again = {"region_id": str(tree.community.id), "name": "陈阿婆", "id_number": ID.lower()}

    answer = await registry.post("/persons", again, as_=worker)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/person-known")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "138 1234 5678"),
        ("name", "阿依古丽•买买提"),
        ("id_number", "32902219940615001x"),
        ("id_number", "３２９０２２１９９４０６１５００１ｘ"),
        ("id_number", "329022 19940615 001X"),
    ],
)
async def test_people_are_found_by_exact_values(
    registry: ServiceKit, field: str, value: str
) -> None:
    tree = await given_a_tree(registry)
    known = {"name": "阿依古丽·买买提", "id_number": "32902219940615001X"}
    person = await given_a_person(registry, tree.community, **known)
    receiver = registry.actor(Role.RECEIVER, region=tree.community)
    stranger = registry.actor(Role.RECEIVER, region=tree.elsewhere)
    asked = {"field": field, "value": value}

    found = await registry.post("/person-searches", asked, as_=receiver)
    hidden = await registry.post("/person-searches", asked, as_=stranger)

    assert [item["id"] for item in found.json()["items"]] == [str(person)]
    assert hidden.json()["items"] == []


@pytest.mark.parametrize(
    ("field", "value", "slug"),
    [
        ("phone", "138", "phone-invalid"),
        ("id_number", "329022940615001", "fifteen-digit-id-retired"),
        ("id_number", "329022199406150019", "id-number-invalid"),
    ],
)
async def test_who_searches_for_what_nobody_can_have_is_told_so(
    registry: ServiceKit, field: str, value: str, slug: str
) -> None:
    tree = await given_a_tree(registry)
    receiver = registry.actor(Role.RECEIVER, region=tree.community)

    answer = await registry.post("/person-searches", {"field": field, "value": value}, as_=receiver)

    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{slug}")
    assert answer.json()["errors"][0]["pointer"] == "/value"


async def test_a_disclosure_needs_a_purpose_and_leaves_a_record(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    manager = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)
    place = f"/persons/{person}/disclosure?fields=phone"

    without = await registry.get(place, as_=manager)
    shown = await registry.send("GET", place, as_=manager, headers={"X-Purpose": "safety_check"})

    assert without.status_code == 422
    assert shown.json()["values"] == {"phone": "+8613812345678"}
    async with registry.begin() as uow:
        row = (await uow.session.execute(text("SELECT id FROM access_log"))).scalar_one()
        record = await uow.session.get(AccessLogRow, row)
        assert record is not None
        assert (record.person_id, record.field) == (person, "phone")
        assert (record.viewer_id, record.purpose) == (manager.id, "safety_check")


async def test_nobody_looks_at_anothers_data_as_his_own(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    manager = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)
    himself = registry.actor(Role.RESIDENT, region=tree.community, person=person)
    place, why = f"/persons/{person}/disclosure?fields=phone", {"X-Purpose": "own_data"}

    refused = await registry.send("GET", place, as_=manager, headers=why)
    shown = await registry.send("GET", place, as_=himself, headers=why)

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/may-not-reveal")
    assert shown.status_code == 200


async def test_a_community_worker_sees_only_masked_data(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)

    answer = await registry.send(
        "GET",
        f"/persons/{person}/disclosure?fields=phone",
        as_=worker,
        headers={"X-Purpose": "safety_check"},
    )

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/may-not-reveal")


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("phone", "110", "phone-invalid"),
        ("id_number", "320585850615001", "fifteen-digit-id-retired"),
        ("id_number", "320585209912310013", "id-number-invalid"),
    ],
)
async def test_bad_details_are_refused_with_a_pointer(
    registry: ServiceKit, field: str, value: str, problem: str
) -> None:
    tree = await given_a_tree(registry)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    asked = {"region_id": str(tree.community.id), "name": "陈阿婆", field: value}

    answer = await registry.post("/persons", asked, as_=worker)

    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{problem}")
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    told = answer.json() | {"trace_id": ""}  # whose digits are any
    assert value not in str(told)


async def test_a_household_shows_its_members_and_hides_its_door(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    asked = {
        "region_id": str(tree.community.id),
        "address": "人民南路18号3幢201室",
        "member_ids": [str(person)],
    }

    made = await registry.post("/households", asked, as_=worker)

    assert made.status_code == 201, made.text
    assert made.json()["address"] == "人民南路***"
    assert [member["name"] for member in made.json()["members"]] == ["陈**"]
    home = UUID(made.json()["id"])
    resident = registry.actor(Role.RESIDENT, person=person, household=home)
    own = await registry.get(f"/households/{home}", as_=resident)
    assert own.json()["address"] == "人民南路18号3幢201室"
    neighbor = registry.actor(Role.RESIDENT, person=ids.new(), household=ids.new())
    assert (await registry.get(f"/households/{home}", as_=neighbor)).status_code == 404


async def test_households_live_in_communities(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.street)

    answer = await registry.post(
        "/households", {"region_id": str(tree.street.id), "address": "人民路1号"}, as_=worker
    )

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/not-a-community")


async def test_nobody_moves_himself_into_a_household(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    me = await given_a_person(registry, tree.community)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community, person=me)
    home = {"region_id": str(tree.community.id), "address": "人民南路18号3幢201室"}
    household = (await registry.post("/households", home, as_=worker)).json()["id"]
    asked = {"person_id": str(me)}

    told = [
        await registry.post(f"/households/{household}/members", asked, as_=worker),
        await registry.post("/households", home | {"member_ids": [str(me)]}, as_=worker),
    ]
    colleague = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    moved = await registry.post(f"/households/{household}/members", asked, as_=colleague)

    for answer in told:
        assert (answer.status_code, answer.json()["type"]) == (
            403,
            "/problems/conflict-of-interest",
        )
    assert moved.status_code == 201, moved.text


async def test_nobody_on_duty_changes_who_lives_with_him(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    wife, friend = [await given_a_person(registry, tree.community) for _ in range(2)]
    colleague = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    place = {"region_id": str(tree.community.id), "address": "人民南路18号3幢201室"}
    mine = await registry.post("/households", place | {"member_ids": [str(wife)]}, as_=colleague)
    other = await registry.post("/households", place, as_=colleague)
    own, away = (answer.json()["id"] for answer in (mine, other))
    worker = replace(colleague, household_id=UUID(own))

    told = [
        await registry.post(f"/households/{home}/members", {"person_id": str(who)}, as_=by)
        for home, who, by in ((own, friend, worker), (away, wife, worker), (own, friend, colleague))
    ]

    assert [answer.status_code for answer in told] == [403, 403, 201]


async def test_who_lived_in_another_community_is_moved_in_by_whoever_covers_both(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    number = {"id_number": "320585198506150017"}
    person = await given_a_person(registry, tree.village, **number)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    receiver = registry.actor(Role.RECEIVER, region=tree.street)
    home = {"region_id": str(tree.community.id), "address": "人民南路18号3幢201室"}
    household = (await registry.post("/households", home, as_=worker)).json()["id"]
    place, asked = f"/households/{household}/members", {"person_id": str(person)}
    new = {"region_id": home["region_id"], "name": "陈阿婆"} | number

    anew = await registry.post("/persons", new, as_=worker)
    told = [await registry.post(place, asked, as_=by) for by in (worker, receiver)]
    found = await registry.get(f"/persons/{person}", as_=worker)

    assert (anew.status_code, [answer.status_code for answer in told]) == (409, [404, 201])
    assert "街道或区受理人员" in anew.json()["detail"]
    assert found.json()["region_id"] == home["region_id"]
