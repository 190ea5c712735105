"""Builders for volunteers and their hours."""

from typing import Any
from uuid import UUID

import httpx

from services.registry.person.rules import ID_CHECKS, ID_WEIGHTS
from shared.access import Actor, Role
from shared.testing.kit import ServiceKit
from tests.registry.given import Tree, given_a_person

CONSENT = "2026-01"


def id_number(born: str, serial: int = 1) -> str:
    """A valid identity number of somebody born on that day, `19850615`."""
    digits = f"320585{born}{serial:03d}"
    total = sum(int(one) * weight for one, weight in zip(digits, ID_WEIGHTS, strict=True))
    return digits + ID_CHECKS[total % 11]


def keeper(kit: ServiceKit, tree: Tree, **more: Any) -> Actor:
    """One of the community's staff."""
    return kit.actor(Role.COMMUNITY_MANAGER, region=tree.community, **more)


def himself(kit: ServiceKit, tree: Tree, person: UUID | str) -> Actor:
    return kit.actor(Role.RESIDENT, region=tree.community, person=UUID(str(person)))


async def applied(kit: ServiceKit, by: Actor, person: UUID, **more: Any) -> httpx.Response:
    asked = {"person_id": str(person), "consent_version": CONSENT} | more
    return await kit.post("/volunteers", asked, as_=by)


async def given_an_applicant(kit: ServiceKit, tree: Tree, serial: int = 1) -> dict[str, Any]:
    person = await given_a_person(kit, tree.community, id_number=id_number("19850615", serial))
    answer = await applied(kit, himself(kit, tree, person), person)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def given_a_volunteer(kit: ServiceKit, tree: Tree, serial: int = 1) -> dict[str, Any]:
    made = await given_an_applicant(kit, tree, serial)
    answer = await kit.post(f"/volunteers/{made['id']}/admission", as_=keeper(kit, tree))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def recording(tree: Tree, organization: UUID, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What an organization says that volunteers served."""
    return {
        "organization_id": str(organization),
        "region_id": str(tree.village.id),
        "activity": "独居老人上门探访",
        "entries": [*rows],
    } | more


def time(volunteer: dict[str, Any], start: str, end: str, minutes: int = 60) -> dict[str, Any]:
    """`2026-03-01T09:00`, local."""
    zone = ":00+08:00"
    return {
        "number": volunteer["number"],
        "started_at": start + zone,
        "ended_at": end + zone,
        "minutes": minutes,
    }
