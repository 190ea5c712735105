"""Hours are recorded by who organized the service, counted once, and taken back in the open."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from services.registry.hour_entry.model import HourEntry
from shared.access import Actor, Role
from shared.testing.kit import ServiceKit
from tests.registry.given import (
    Tree,
    given_a_body,
    given_a_team,
    given_a_tree,
    given_an_organization,
    manager_of,
)
from tests.registry.volunteering import (
    given_a_volunteer,
    himself,
    keeper,
    recording,
    time,
)

RECORDED, CORRECTED = "registry.hours.recorded.v1", "registry.hours.corrected.v1"
WHY = {"reason": "起止时间填写有误，重新记录。"}


async def given_two(kit: ServiceKit, tree: Tree) -> list[dict[str, Any]]:
    """Volunteers who were admitted in the morning of the first of March."""
    kit.now = kit.now.replace(day=1, hour=8)
    volunteers = [await given_a_volunteer(kit, tree, serial) for serial in (1, 2)]
    kit.now = kit.now.replace(day=20, hour=10)
    return volunteers


async def seen(kit: ServiceKit, by: Actor) -> int:
    return len((await kit.get("/hour-entries", as_=by)).json()["items"])


async def test_who_organized_it_records_it_and_what_was_wrong_is_reversed(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    first, second = await given_two(registry, tree)
    organization = await given_an_organization(registry, tree)
    manager = manager_of(registry, tree, organization)
    me = himself(registry, tree, first["person_id"])
    day = ("2026-03-02T09:00", "2026-03-02T11:00")
    asked = recording(tree, organization, time(first, *day, 120), time(second, *day, 90))

    made = await registry.post("/hour-entries", asked, as_=manager)
    [wrong, _] = made.json()["items"]
    place = f"/hour-entries/{wrong['id']}"
    reversing = await registry.post(f"{place}/correction", WHY, as_=manager)
    twice = await registry.post(f"{place}/correction", WHY, as_=manager)
    of_it = await registry.post(
        f"/hour-entries/{reversing.json()['id']}/correction", WHY, as_=manager
    )
    anew = await registry.post(
        "/hour-entries", recording(tree, organization, time(first, *day, 60)), as_=manager
    )

    assert (made.status_code, reversing.status_code, anew.status_code) == (201, 201, 201)
    assert (reversing.json()["minutes"], reversing.json()["actions"]) == (-120, [])
    assert {one.json()["type"] for one in (twice, of_it)} == {"/problems/illegal-move"}
    recorded, corrected = await registry.events(RECORDED), await registry.events(CORRECTED)
    assert [(one["minutes"], one["served_on"]) for one in recorded] == [
        *((120, "2026-03-02"), (90, "2026-03-02"), (60, "2026-03-02"))
    ]
    assert [(one["minutes"], one["corrects_id"]) for one in corrected] == [(120, wrong["id"])]
    assert {one["region_id"] for one in recorded} == {str(tree.village.id)}
    others = [
        registry.actor(Role.COMMUNITY_WORKER, region=tree.elsewhere),
        manager_of(registry, tree, await given_a_body(registry, tree)),
        himself(registry, tree, second["person_id"]),
        me,
        keeper(registry, tree),
        manager,
    ]
    assert [await seen(registry, one) for one in others] == [0, 0, 1, 3, 4, 4]
    volunteer = await registry.get(f"/volunteers/{first['id']}", as_=me)
    assert volunteer.json()["last_served_on"] == "2026-03-02"


async def test_a_row_that_is_wrong_is_named_and_nothing_is_recorded(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    first, second = await given_two(registry, tree)
    organization = await given_an_organization(registry, tree)
    other = await given_a_body(registry, tree)
    await registry.post(f"/volunteers/{second['id']}/pause", as_=keeper(registry, tree))
    fine = time(first, "2026-03-03T09:00", "2026-03-03T11:00")
    wrong = [
        (time(first, "2026-03-03T10:59", "2026-03-03T12:30"), "hours-overlap"),
        (time(first, "2026-03-01T07:00", "2026-03-01T09:00"), "not-serving"),
        (time(second, "2026-03-20T09:30", "2026-03-20T10:30"), "times-wrong"),
        (time(first, "2026-03-04T09:00", "2026-03-04T09:59"), "times-wrong"),
        (time(first, "2026-03-04T05:00", "2026-03-04T22:00", 961), "too-much-a-day"),
        (
            time({"number": "V" + "0" * 17}, "2026-03-04T09:00", "2026-03-04T10:00"),
            "number-unknown",
        ),
    ]
    manager = manager_of(registry, tree, organization)

    for row, slug in wrong:
        asked = recording(tree, organization, fine, {**row})
        answer = await registry.post("/hour-entries", asked, as_=manager)
        assert answer.json()["type"] == f"/problems/{slug}", answer.text
        assert "/entries/1" in answer.text

    async with registry.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(HourEntry)) == 0
    await registry.post("/hour-entries", recording(tree, organization, fine), as_=manager)
    elsewhere = await registry.post(
        "/hour-entries", recording(tree, other, fine), as_=manager_of(registry, tree, other)
    )
    assert (elsewhere.status_code, elsewhere.json()["type"]) == (409, "/problems/hours-overlap")


async def test_two_who_record_the_same_time_at_once_are_stopped_by_the_database(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    first, _ = await given_two(registry, tree)
    organization = await given_an_organization(registry, tree)
    rows = [
        HourEntry(
            volunteer_id=UUID(first["id"]),
            organization_id=organization,
            region_id=tree.village.id,
            started_at=registry.now + timedelta(minutes=later),
            ended_at=registry.now + timedelta(hours=1),
            minutes=30,
            activity="独居老人上门探访",
            recorded_by_id=organization,
            recorded_at=registry.now,
        )
        for later in (0, 30)
    ]

    with pytest.raises(IntegrityError, match="ex_hour_entry_overlap"):
        async with registry.begin() as uow:
            uow.session.add_all(rows)


async def test_late_hours_wait_for_a_second_person(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    first, _ = await given_two(registry, tree)
    organization = await given_an_organization(registry, tree)
    manager = manager_of(registry, tree, organization)
    colleague = manager_of(registry, tree, organization)
    registry.now = registry.now.replace(month=5)
    rows = [
        time(first, f"2026-03-{day:02d}T09:00", f"2026-03-{day:02d}T10:00") for day in (3, 4, 5)
    ]
    made = await registry.post("/hour-entries", recording(tree, organization, *rows), as_=manager)
    places = [f"/hour-entries/{one['id']}" for one in made.json()["items"]]
    staff = registry.actor(Role.COMMUNITY_WORKER, region=tree.village)

    alone = await registry.post(f"{places[0]}/confirmation", as_=manager)
    before = await registry.events(RECORDED)
    confirmed = [
        await registry.post(f"{place}/confirmation", as_=by)
        for place, by in zip(places[:2], (colleague, staff), strict=True)
    ]
    refused = await registry.post(f"{places[2]}/refusal", WHY, as_=colleague)

    assert {one["state"] for one in made.json()["items"]} == {"pending"}
    assert (alone.status_code, alone.json()["type"]) == (403, "/problems/second-person-needed")
    assert before == []
    assert [one.json()["state"] for one in (*confirmed, refused)] == [
        *("certified", "certified", "refused")
    ]
    assert len(await registry.events(RECORDED)) == 2


async def test_a_leader_records_for_his_team_and_nobody_for_himself(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    first, second = await given_two(registry, tree)
    organization = await given_an_organization(registry, tree)
    members = [one["person_id"] for one in (first, second)]
    team = await given_a_team(registry, tree, *members[:1], organization=organization)
    leader, manages = (
        registry.actor(role, region=tree.city, organization=organization, person=one["person_id"])
        for role, one in ((Role.TEAM_LEADER, first), (Role.ORG_MANAGER, second))
    )
    day = ("2026-03-02T09:00", "2026-03-02T11:00")
    of_team = {"team_id": team["id"]}

    async def recorded(volunteer: dict[str, Any], by: Actor, **more: Any) -> str:
        asked = recording(tree, organization, time(volunteer, *day), **more)
        answer = await registry.post("/hour-entries", asked, as_=by)
        return str(answer.json().get("type", "recorded"))

    own = [await recorded(second, manages), await recorded(first, leader, **of_team)]
    stranger = await recorded(second, leader, **of_team)
    unnamed = await recorded(second, leader)
    member = await recorded(first, manages, **of_team)

    assert own == ["/problems/own-hours"] * 2
    assert (stranger, unnamed, member) == (*["/problems/not-in-team"] * 2, "recorded")
