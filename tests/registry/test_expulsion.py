"""Whoever is expelled was heard, by two officers, and may appeal; erasure does not undo it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from shared import ids
from shared.access import Actor, Role
from shared.testing.kit import ServiceKit
from tests.registry.given import Tree, given_a_person, given_a_tree
from tests.registry.identity import given_account
from tests.registry.test_erasure import asked_by
from tests.registry.volunteering import (
    applied,
    given_a_volunteer,
    himself,
    id_number,
    keeper,
)

WHY = "多次虚报服务时长，经核实并未到场。"
STATE = "registry.volunteer.state.v1"


async def proposed(kit: ServiceKit, volunteer: dict[str, Any], by: Actor) -> httpx.Response:
    asked = {"volunteer_id": volunteer["id"], "ground": "fraud", "reason": WHY}
    return await kit.post("/expulsions", asked, as_=by)


async def given_an_expelled(kit: ServiceKit, tree: Tree) -> tuple[dict[str, Any], Actor, str]:
    volunteer = await given_a_volunteer(kit, tree)
    me = himself(kit, tree, volunteer["person_id"])
    made = await proposed(kit, volunteer, keeper(kit, tree))
    place = f"/expulsions/{made.json()['id']}"
    await kit.post(f"{place}/statement", {"text": WHY}, as_=me)
    decided = await decide(kit, f"{place}/decision", keeper(kit, tree))
    assert (decided.status_code, decided.json()["state"]) == (200, "expelled")
    return volunteer, me, place


async def decide(kit: ServiceKit, place: str, by: Actor, **more: Any) -> httpx.Response:
    return await kit.post(place, {"expelled": True, "reason": WHY} | more, as_=by)


async def test_he_is_heard_first_and_another_officer_decides(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    volunteer = await given_a_volunteer(registry, tree)
    proposer, home = keeper(registry, tree), ids.new()
    made = await proposed(registry, volunteer, proposer)
    again = await proposed(registry, volunteer, proposer)
    place = f"/expulsions/{made.json()['id']}"
    me = himself(registry, tree, volunteer["person_id"])

    early = await decide(registry, f"{place}/decision", keeper(registry, tree))
    for_him = await registry.post(f"{place}/statement", {"text": WHY}, as_=proposer)
    stated = await registry.post(f"{place}/statement", {"text": WHY}, as_=me)
    same = await decide(registry, f"{place}/decision", proposer)
    own = await decide(registry, f"{place}/decision", keeper(registry, tree, person=me.person_id))
    dropped = await decide(
        registry, f"{place}/decision", keeper(registry, tree, household=home), expelled=False
    )

    assert made.json()["statement_until"] == "2026-03-16T09:30:00Z"
    assert again.json()["type"] == "/problems/expulsion-open"
    assert (early.status_code, early.json()["type"]) == (409, "/problems/not-heard")
    assert (for_him.status_code, stated.json()["state"]) == (403, "stated")
    assert (same.json()["type"], own.json()["type"]) == (
        "/problems/other-officer-needed",
        "/problems/conflict-of-interest",
    )
    assert dropped.json()["state"] == "dropped"
    assert [one["state"] for one in await registry.events(STATE)] == ["active"]


async def test_who_says_nothing_in_time_is_decided_about(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    volunteer = await given_a_volunteer(registry, tree)
    made = await proposed(registry, volunteer, keeper(registry, tree))
    await registry.post(
        f"/volunteers/{volunteer['id']}/exit", as_=himself(registry, tree, volunteer["person_id"])
    )
    registry.now = datetime(2026, 3, 17, 1, tzinfo=UTC)

    decided = await decide(
        registry, f"/expulsions/{made.json()['id']}/decision", keeper(registry, tree)
    )

    assert (decided.json()["state"], decided.json()["barred_until"]) == ("expelled", "2029-03-17")
    assert [one["state"] for one in await registry.events(STATE)] == [
        "active",
        "exited",
        "expelled",
    ]


async def test_the_street_has_the_last_word(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    volunteer, me, place = await given_an_expelled(registry, tree)
    street = registry.actor(Role.STREET_OFFICER, region=tree.street)

    unasked = await decide(registry, f"{place}/review", street, expelled=False)
    appealed = await registry.post(f"{place}/appeal", {"text": WHY}, as_=me)
    below = await decide(registry, f"{place}/review", keeper(registry, tree), expelled=False)
    overturned = await decide(registry, f"{place}/review", street, expelled=False)
    resumed = await registry.post(f"/volunteers/{volunteer['id']}/resumption", as_=me)

    assert unasked.json()["type"] == "/problems/illegal-move"
    assert (appealed.status_code, below.status_code) == (200, 403)
    assert (overturned.json()["state"], resumed.json()["state"]) == ("overturned", "active")


async def test_an_appeal_is_made_within_fifteen_days(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    _, me, place = await given_an_expelled(registry, tree)
    registry.now += timedelta(days=15)

    late = await registry.post(f"{place}/appeal", {"text": WHY}, as_=me)

    assert (late.status_code, late.json()["type"]) == (409, "/problems/too-late")


async def test_who_is_erased_and_comes_back_is_known_for_three_years(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    volunteer, me, place = await given_an_expelled(registry, tree)
    as_himself = await applied(registry, me, volunteer["person_id"])
    await given_account(registry, "li", region=tree.community, person_id=me.person_id)
    wish = await asked_by(registry, me)
    registrar = registry.actor(Role.REGISTRAR, region=tree.district)
    await registry.post(f"/erasures/{wish['id']}/approval", as_=registrar)
    person = await given_a_person(
        registry, tree.community, id_number=id_number("19850615"), name="李四"
    )
    again = himself(registry, tree, person)

    barred = await applied(registry, again, person)
    kept = (await registry.get(place, as_=keeper(registry, tree))).json()
    await registry.tick(datetime(2029, 3, 3, tzinfo=UTC))
    after = await applied(registry, again, person)

    assert {as_himself.json()["type"], barred.json()["type"]} == {"/problems/barred"}
    assert (kept["reason"], kept["statement"], kept["ground"]) == (None, None, "fraud")
    assert after.status_code == 201, after.text
