"""A registered body ends by merging into another or by being split; for good."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from services.registry.organization.model import Organization
from services.registry.region.rules import RegionRow
from services.registry.region.use_cases import import_regions
from shared import ids
from shared.access import Role
from shared.contracts.registry import OrganizationMerged, OrganizationSplit
from shared.contracts.registry import OrganizationState as OrganizationTold
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.registry.given import (
    BODIES,
    ROWS,
    approver_in,
    description,
    given_a_body,
    given_a_person,
    given_a_team,
    given_a_tree,
    given_an_organization,
    manager_of,
    nobody,
    who_also_manages,
)
from tests.registry.identity import given_account, given_role

REASON = "理事会决议，主管单位批复"
ELSEWHERE = [
    *ROWS,
    RegionRow("320581", "3205", "district", "常熟市"),
    RegionRow("320581100", "320581", "street", "虞山镇"),
    RegionRow("320581100001", "320581100", "community", "书院社区居委会"),
]
"""A district more."""


def into(successor: UUID) -> dict[str, Any]:
    return {"successor_id": str(successor), "reason": REASON}


def shares_of(**parts: int) -> dict[str, Any]:
    return {
        "shares": [{"organization_id": one, "share": part} for one, part in parts.items()],
        "reason": REASON,
    }


async def test_a_body_merges_into_another_and_the_others_are_told(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    ended, successor = [await given_a_body(registry, tree, one) for one in list(BODIES)[:2]]
    person = await given_a_person(registry, tree.community)
    await given_a_team(registry, tree, person, organization=ended)
    approver = approver_in(registry, tree.district)

    answer = await registry.post(f"/organizations/{ended}/merger", into(successor), as_=approver)

    assert answer.status_code == 200, answer.text
    seen = (await registry.get(f"/organizations/{ended}", as_=nobody(registry))).json()
    assert (seen["state"], seen["reason"]) == ("merged", REASON)
    assert seen["successors"] == [{"organization_id": str(successor), "share": 10_000}]
    assert await registry.events(OrganizationMerged.subject) == [
        {
            "organization_id": str(ended),
            "successor_id": str(successor),
            "region_id": str(tree.community.id),
            "effective_on": "2026-03-02",
            "at": "2026-03-02T10:00:00+08:00",
        }
    ]
    assert (await registry.events(OrganizationTold.subject))[-1]["state"] == "merged"
    assert not (await registry.events("registry.team.state.v1"))[-1]["organization_active"]


async def test_a_body_is_split_by_shares(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    ended, one, other = [await given_a_body(registry, tree, body) for body in BODIES]
    asked = shares_of(**{str(one): 6_000, str(other): 4_000})

    answer = await registry.post(
        f"/organizations/{ended}/split", asked, as_=approver_in(registry, tree.district)
    )

    assert (answer.status_code, answer.json()["state"]) == (200, "split")
    assert answer.json()["successors"] == asked["shares"]
    [told] = await registry.events(OrganizationSplit.subject)
    assert (told["organization_id"], told["shares"]) == (str(ended), asked["shares"])


async def test_who_ended_ends_no_more_and_succeeds_nobody(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    ended, successor = [await given_a_body(registry, tree, one) for one in list(BODIES)[:2]]
    approver = approver_in(registry, tree.district)
    place = f"/organizations/{ended}/merger"
    assert (await registry.post(place, into(successor), as_=approver)).status_code == 200

    again = await registry.post(place, into(successor), as_=approver)
    back = await registry.post(f"/organizations/{successor}/merger", into(ended), as_=approver)

    assert (again.status_code, again.json()["allowed"]) == (409, [])
    assert (back.status_code, back.json()["type"]) == (409, "/problems/successor-unfit")
    assert back.json()["state"] == "merged"


async def test_a_merger_is_entered_once_as_it_was_seen_and_a_successor_merges_on(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    first, second, last = [await given_a_body(registry, tree, one) for one in BODIES]
    approver = approver_in(registry, tree.district)
    place = f"/organizations/{first}/merger"
    seen = (await registry.get(f"/organizations/{first}", as_=approver)).headers["etag"]

    stale = await registry.post(place, into(second), as_=approver, if_match='"1"')
    once, again = [
        await registry.post(
            place, into(second), as_=approver, if_match=seen, key="the-one-and-only-merger"
        )
        for _ in range(2)
    ]
    onward = await registry.post(f"/organizations/{second}/merger", into(last), as_=approver)

    assert (stale.status_code, once.status_code, onward.status_code) == (412, 200, 200)
    assert again.content == once.content
    told = await registry.events(OrganizationMerged.subject)
    assert [one["successor_id"] for one in told] == [str(second), str(last)]


async def test_an_ended_body_files_no_team_and_employs_nobody(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    ended, successor = [await given_a_body(registry, tree, one) for one in list(BODIES)[:2]]
    person = await given_a_person(registry, tree.community)
    team = await given_a_team(registry, tree, person, organization=ended)
    approver = approver_in(registry, tree.district)
    await registry.post(f"/organizations/{ended}/merger", into(successor), as_=approver)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    worker = await registry.post("/social-workers", {"person_id": str(person)}, as_=officer)
    place, job = f"/social-workers/{worker.json()['id']}", {"organization_id": str(ended)}

    answer = await registry.post(f"/teams/{team['id']}/filing", as_=officer)
    employed = await registry.post(f"{place}/employment", job, as_=officer)

    assert (answer.status_code, answer.json()["state"]) == (409, "merged")
    assert (employed.status_code, employed.json()["state"]) == (409, "merged")
    assert "已终止的请在其他组织下重新组建" in answer.json()["detail"]
    assert "已终止的请改选其他组织" in employed.json()["detail"]


async def test_who_managed_a_body_that_ended_lets_nobody_into_its_teams(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    ended, successor = [await given_a_body(registry, tree, one) for one in list(BODIES)[:2]]
    person, friend = [await given_a_person(registry, tree.community) for _ in range(2)]
    team = await given_a_team(registry, tree, person, organization=ended)
    manager, place = manager_of(registry, tree, ended), f"/teams/{team['id']}"
    approver = approver_in(registry, tree.district)
    await registry.post(f"/organizations/{ended}/merger", into(successor), as_=approver)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    asked = {"organization_id": str(ended)} | description(tree, friend)

    changed, cared_for = [
        await registry.put(place, description(tree, person, one), as_=by, if_match="*")
        for one, by in ((friend, manager), (friend, worker))
    ]
    formed = await registry.post("/teams", asked, as_=manager)

    assert [one.status_code for one in (changed, formed, cared_for)] == [403, 403, 200]
    assert changed.json()["type"] == formed.json()["type"] == "/problems/not-your-team"


async def test_filed_groups_neither_merge_nor_succeed(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    body = await given_a_body(registry, tree)
    group = await given_an_organization(registry, tree)
    approver = approver_in(registry, tree.district)
    both = registry.actor(Role.REGISTRAR, Role.STREET_OFFICER, region=tree.district)

    merging = [
        await registry.post(f"/organizations/{group}/merger", into(body), as_=one)
        for one in (approver, both)
    ]
    succeeding = await registry.post(f"/organizations/{body}/merger", into(group), as_=both)

    assert [one.status_code for one in merging] == [409, 409]
    assert {one.json()["type"] for one in merging} == {"/problems/filed-group"}
    assert succeeding.json()["type"] == "/problems/successor-unfit"


@pytest.mark.parametrize("way", ["merger", "revocation"])
async def test_who_managed_a_body_that_ended_gives_no_roles_for_it(
    registry: ServiceKit, way: str
) -> None:
    tree = await given_a_tree(registry)
    ended, successor = [await given_a_body(registry, tree, one) for one in list(BODIES)[:2]]
    holders = [await given_account(registry, f"zhao.{n}") for n in range(3)]
    manager, chief = (registry.actor(role) for role in (Role.ORG_MANAGER, Role.CITY_ADMIN))
    await given_role(registry, manager.id, Role.ORG_MANAGER, tree.city, organization=ended)
    await given_role(registry, chief.id, Role.CITY_ADMIN, tree.city)
    wanted = {"role": "org_manager", "region_id": str(tree.city.id)}
    wanted |= {"organization_id": str(ended)}
    wanted |= {"valid_to": (registry.now + timedelta(days=9)).isoformat()}
    told = [await registry.post(f"/accounts/{holders[0].id}/grants", wanted, as_=manager)]
    why = into(successor) if way == "merger" else {"reason": REASON}
    done = await registry.post(
        f"/organizations/{ended}/{way}", why, as_=approver_in(registry, tree.district)
    )
    assert done.status_code == 200, done.text

    told += [
        await registry.post(f"/accounts/{holder.id}/grants", wanted, as_=giver)
        for giver, holder in zip((manager, chief), holders[1:], strict=True)
    ]
    told += [await registry.post(f"/grants/{told[0].json()['id']}/revocation", as_=manager)]

    assert [answer.status_code for answer in told] == [201, 403, 201, 200]
    assert told[1].json()["type"] == "/problems/may-not-give"


async def test_nobody_merges_what_he_works_for(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    pair = [await given_a_body(registry, tree, one) for one in list(BODIES)[:2]]
    approver = approver_in(registry, tree.district)

    answers = [
        await registry.post(
            f"/organizations/{pair[0]}/merger",
            into(pair[1]),
            as_=who_also_manages(approver, manager_of(registry, tree, one)),
        )
        for one in pair
    ]

    assert [answer.json()["type"] for answer in answers] == ["/problems/conflict-of-interest"] * 2


async def test_nobody_lays_duties_on_a_body_of_another_district(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    ended, successor = [await given_a_body(registry, tree, one) for one in list(BODIES)[:2]]
    async with registry.begin() as uow:
        await import_regions(uow, rows=ELSEWHERE)
        rows = select(RegionReplica).where(RegionReplica.code.in_(["320581", "320581100001"]))
        other, away = await uow.session.scalars(rows.order_by(RegionReplica.code))
        (await uow.get(Organization, successor)).home_region_id = away.id
    asked = into(successor)
    place = f"/organizations/{ended}/merger"

    own = await registry.post(place, asked, as_=approver_in(registry, tree.district))
    foreign = await registry.post(place, asked, as_=approver_in(registry, other))
    above = await registry.post(place, asked, as_=approver_in(registry, tree.city))

    assert {own.json()["type"], foreign.json()["type"]} == {"/problems/not-your-authority"}
    assert above.json()["state"] == "merged"


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ([("own", 4_000), ("one", 6_000)], "own-successor"),
        ([("one", 4_000), ("other", 5_999)], "not-shared"),
        ([("one", 4_000), ("other", 6_001)], "not-shared"),
        ([("one", 5_000), ("one", 5_000)], "validation-failed"),
        ([("one", 9_999)], "validation-failed"),
        ([("one", 10_000), ("other", 0)], "validation-failed"),
        ([("one", 5_000), ("nobody", 5_000)], "unknown"),
    ],
)
async def test_a_split_that_cannot_be(
    registry: ServiceKit, parts: list[tuple[str, int]], problem: str
) -> None:
    tree = await given_a_tree(registry)
    made = [await given_a_body(registry, tree, body) for body in BODIES]
    known = {**dict(zip(("own", "one", "other"), made, strict=True)), "nobody": ids.new()}
    shares = [{"organization_id": str(known[one]), "share": part} for one, part in parts]
    asked = {"shares": shares, "reason": REASON}

    answer = await registry.post(
        f"/organizations/{known['own']}/split", asked, as_=approver_in(registry, tree.district)
    )

    assert answer.json()["type"] == f"/problems/{problem}", answer.text
    assert all(one["pointer"].startswith("/shares") for one in answer.json().get("errors", []))
    assert ("errors" in answer.json()) == (problem != "unknown")
    assert await registry.events(OrganizationSplit.subject) == []
