"""A small region tree and the people, organizations and teams on it."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.registry.region.rules import RegionRow
from services.registry.region.use_cases import import_regions
from shared import ids
from shared.access import Actor, Role
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit

ROWS = [
    RegionRow("3205", "32", "city", "苏州市"),
    RegionRow("320585", "3205", "district", "太仓市"),
    RegionRow("320585100", "320585", "street", "城厢镇"),
    RegionRow("320585100007", "320585100", "community", "弇山社区居委会"),
    RegionRow("320585100201", "320585100", "community", "胜泾村委会"),
    RegionRow("320585101", "320585", "street", "沙溪镇"),
    RegionRow("320585101001", "320585101", "community", "白云社区居委会"),
]


BODIES = {
    "association": "51320585MJ0000018F",
    "social_service_agency": "52320585MJ0000018C",
    "foundation": "53320585MJ00000189",
}
"""A code for one body of each legal type."""


@dataclass(frozen=True)
class Tree:
    """The regions the tests speak of."""

    city: RegionReplica
    district: RegionReplica
    street: RegionReplica
    community: RegionReplica
    village: RegionReplica
    elsewhere: RegionReplica
    """A community of another street."""


async def given_a_tree(kit: ServiceKit) -> Tree:
    async with kit.begin() as uow:
        await import_regions(uow, rows=ROWS)
        rows = await uow.session.scalars(select(RegionReplica))
        found = {row.code: row for row in rows}
    codes = ("3205", "320585", "320585100", "320585100007", "320585100201", "320585101001")
    return Tree(*(found[code] for code in codes))


async def given_a_person(kit: ServiceKit, region: RegionReplica, **more: Any) -> UUID:
    asked = {"region_id": str(region.id), "name": "陈阿婆", "phone": "13812345678"} | more
    worker = kit.actor(Role.COMMUNITY_WORKER, region=region)
    answer = await kit.post("/persons", asked, as_=worker)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])


def filing(region: RegionReplica, **more: Any) -> dict[str, Any]:
    return {
        "name": "弇山社区睦邻互助队",
        "tier": "filed",
        "legal_type": "community_group",
        "home_region_id": str(region.id),
        "members_count": 8,
    } | more


async def given_an_organization(kit: ServiceKit, tree: Tree, **more: Any) -> UUID:
    author = kit.actor(Role.COMMUNITY_WORKER, region=tree.community)
    answer = await kit.post("/organizations", filing(tree.community, **more), as_=author)
    assert answer.status_code == 201, answer.text
    place = f"/organizations/{answer.json()['id']}"
    assert (await kit.post(f"{place}/submission", as_=author)).status_code == 200
    officer = kit.actor(Role.STREET_OFFICER, region=tree.street)
    accepted = await kit.post(f"{place}/acceptance", as_=officer)
    assert accepted.status_code == 200, accepted.text
    return UUID(answer.json()["id"])


async def given_a_body(kit: ServiceKit, tree: Tree, legal_type: str = "association") -> UUID:
    registrar = kit.actor(Role.REGISTRAR, region=tree.district)
    body = {
        "name": f"太仓市{legal_type}",
        "tier": "registered",
        "legal_type": legal_type,
        "home_region_id": str(tree.community.id),
        "uscc": BODIES[legal_type],
    }
    made = await kit.post("/organizations", body, as_=registrar)
    assert made.status_code == 201, made.text
    for step, by in (
        ("name-check", registrar),
        ("submission", registrar),
        ("acceptance", kit.actor(Role.DISTRICT_APPROVER, region=tree.district)),
    ):
        done = await kit.post(f"/organizations/{made.json()['id']}/{step}", as_=by)
        assert done.status_code == 200, done.text
    return UUID(made.json()["id"])


def approver_in(kit: ServiceKit, region: RegionReplica) -> Actor:
    return kit.actor(Role.DISTRICT_APPROVER, region=region)


def description(tree: Tree, *people: UUID, **more: Any) -> dict[str, Any]:
    return {
        "name": "弇山管道疏通队",
        "skills": ["plumbing"],
        "members": [
            {"person_id": str(person), "verified": [{"skill": "plumbing"}]} for person in people
        ],
        "coverage": [str(tree.street.id)],
        "shifts": [{"weekdays": [1, 2, 3, 4, 5], "start": "08:00", "end": "18:00"}],
        "max_parallel": 2,
    } | more


async def given_a_team(kit: ServiceKit, tree: Tree, *people: UUID, **more: Any) -> dict[str, Any]:
    organization = more.pop("organization", None) or await given_an_organization(kit, tree)
    manager = manager_of(kit, tree, organization)
    asked = {"organization_id": str(organization)} | description(tree, *people, **more)
    answer = await kit.post("/teams", asked, as_=manager)
    assert answer.status_code == 201, answer.text
    team: dict[str, Any] = answer.json()
    return team


def manager_of(kit: ServiceKit, tree: Tree, organization: UUID) -> Actor:
    return kit.actor(Role.ORG_MANAGER, region=tree.city, organization=organization)


def who_also_manages(officer: Actor, manager: Actor) -> Actor:
    """An officer who has a role in an organization, too."""
    return replace(officer, grants=(*officer.grants, *manager.grants))


def nobody(kit: ServiceKit) -> Actor:
    return kit.actor(Role.RESIDENT, person=ids.new())
