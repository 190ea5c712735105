"""From the wish to serve to the end of it."""

from datetime import UTC, datetime

import pytest

from shared import ids
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_person, given_a_tree
from tests.registry.identity import given_account
from tests.registry.test_erasure import asked_by
from tests.registry.volunteering import (
    applied,
    given_a_volunteer,
    given_an_applicant,
    himself,
    id_number,
    keeper,
)

STATE = "registry.volunteer.state.v1"
WHY = {"reason": "提交的证件与本人不符，请核对。"}


async def test_who_is_admitted_gets_a_number_that_he_keeps(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    wish = await given_an_applicant(registry, tree)
    person, place = wish["person_id"], f"/volunteers/{wish['id']}"
    me = himself(registry, tree, person)
    staff = keeper(registry, tree)
    again = await applied(registry, me, person)

    refused = await registry.post(f"{place}/refusal", WHY, as_=staff)
    reapplied = await applied(registry, me, person)
    admitted = await registry.post(f"{place}/admission", as_=staff)
    paused = await registry.post(f"{place}/pause", as_=me)
    resumed = await registry.post(f"{place}/resumption", as_=staff)
    left = await registry.post(f"{place}/exit", as_=me)
    back = await applied(registry, me, person)
    readmitted = await registry.post(f"{place}/admission", as_=staff)

    assert (again.status_code, again.json()["type"]) == (409, "/problems/illegal-move")
    assert (refused.json()["state"], refused.json()["reason"]) == ("refused", WHY["reason"])
    assert (reapplied.status_code, reapplied.json()["reason"]) == (201, None)
    assert admitted.json()["number"] == "V32058526000000184"
    assert [one.json()["state"] for one in (paused, resumed, left, back, readmitted)] == [
        *("paused", "active", "exited", "applied", "active")
    ]
    told = await registry.events(STATE)
    assert {one["number"] for one in told} == {"V32058526000000184"}
    assert [one["state"] for one in told] == [
        *("active", "paused", "active", "exited", "applied", "active")
    ]


async def test_nobody_admits_himself_his_household_or_whom_he_wrote_down(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    home = ids.new()
    person = await given_a_person(registry, tree.community, id_number=id_number("19850615"))
    writer = keeper(registry, tree)
    wish = (await applied(registry, writer, person)).json()
    place = f"/volunteers/{wish['id']}/admission"
    others = [
        writer,
        keeper(registry, tree, person=person),
        registry.actor(Role.STREET_OFFICER, region=tree.street),
        registry.actor(Role.COMMUNITY_MANAGER, region=tree.village),
        keeper(registry, tree, household=home),
    ]

    answers = [await registry.post(place, as_=one) for one in others]

    assert [one.status_code for one in answers] == [403, 403, 403, 404, 200]
    assert {one.json()["type"] for one in answers[:2]} == {"/problems/conflict-of-interest"}


@pytest.mark.parametrize(
    ("born", "by_staff", "slug"),
    [
        ("20101231", False, "guardian-needed"),
        ("20101231", True, None),
        ("20130101", True, "too-young"),
        (None, False, "identity-needed"),
    ],
)
async def test_a_minor_comes_with_his_guardian(
    registry: ServiceKit, born: str | None, by_staff: bool, slug: str | None
) -> None:
    tree = await given_a_tree(registry)
    known = {"id_number": id_number(born)} if born else {}
    person = await given_a_person(registry, tree.community, **known)
    guardian = await given_a_person(registry, tree.community, id_number=id_number("19700101"))
    by = keeper(registry, tree) if by_staff else himself(registry, tree, person)
    more = {"guardian_id": str(guardian)} if by_staff else {}

    answer = await applied(registry, by, person, **more)

    assert answer.json().get("type") == (slug and f"/problems/{slug}"), answer.text


async def test_one_consents_to_the_text_in_force_and_applies_where_one_lives(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community, id_number=id_number("19850615"))
    elsewhere = registry.actor(Role.COMMUNITY_WORKER, region=tree.elsewhere)
    me = himself(registry, tree, person)

    old = await applied(registry, me, person, consent_version="2020")
    foreign = await applied(registry, elsewhere, person)
    stranger = await applied(registry, registry.actor(person=ids.new()), person)

    assert (old.status_code, old.json()["current"]) == (422, "2026-01")
    assert (foreign.status_code, stranger.status_code) == (404, 404)


async def test_his_community_looks_at_licenses_and_he_sees_what_it_wrote(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    made = await given_a_volunteer(registry, tree)
    place = f"/volunteers/{made['id']}"
    skill = {"skill": "electrician", "evidence": "T3205850001", "expires_on": "2027-01-01"}

    async def wrote(*skills: dict[str, str]) -> int:
        asked = {"skills": [*skills]}
        staff = keeper(registry, tree)
        return (await registry.put(f"{place}/skills", asked, as_=staff, if_match="*")).status_code

    unlicensed = await wrote({"skill": "electrician"})
    licensed = await wrote(skill)
    mine = await registry.get("/volunteers", as_=himself(registry, tree, made["person_id"]))

    assert (unlicensed, licensed) == (422, 200)
    assert [one["skills"] for one in mine.json()["items"]] == [[skill]]


async def test_who_does_not_serve_for_two_years_is_told_and_then_let_go(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    made = await given_a_volunteer(registry, tree)
    me, place = himself(registry, tree, made["person_id"]), f"/volunteers/{made['id']}"
    seen = []
    for day in ("2028-01-30", "2028-02-02", "2028-03-01", "2028-03-03"):
        await registry.tick(datetime.fromisoformat(f"{day}T10:00:00+08:00").astimezone(UTC))
        told = (await registry.get(place, as_=me)).json()
        seen.append((told["state"], told["lapses_on"]))

    assert seen == [
        ("active", None),
        ("active", "2028-03-03"),
        ("active", "2028-03-03"),
        ("withdrawn", None),
    ]
    assert (await applied(registry, me, made["person_id"])).status_code == 201


async def test_whoever_is_erased_leaves_a_number_that_is_nobodys(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    made = await given_a_volunteer(registry, tree)
    me = himself(registry, tree, made["person_id"])
    await given_account(registry, "li", region=tree.community, person_id=me.person_id)
    moving = {"volunteer_id": made["id"], "region_id": str(tree.village.id)}
    asked = await registry.post("/volunteer-transfers", moving, as_=me)
    place = f"/volunteer-transfers/{asked.json()['id']}"
    receiver = registry.actor(Role.COMMUNITY_WORKER, region=tree.village)
    await registry.post(f"{place}/refusal", WHY, as_=receiver)
    copy = (await registry.get("/me/data", as_=me)).json()
    wish = await asked_by(registry, me)
    registrar = registry.actor(Role.REGISTRAR, region=tree.district)

    await registry.post(f"/erasures/{wish['id']}/approval", as_=registrar)

    assert [one["number"] for one in copy["volunteers"]] == [made["number"]]
    assert [one["reason"] for one in copy["volunteer_transfers"]] == [WHY["reason"]]
    assert (await registry.get(place, as_=receiver)).json()["reason"] is None
    told = (await registry.events(STATE))[-1]
    assert (told["state"], told["number"]) == ("exited", made["number"])
