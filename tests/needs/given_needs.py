"""Needs and people for the tests of the needs service."""

from typing import Any
from uuid import UUID

from services.needs.menu_item.model import MenuItem
from services.needs.menu_item.rules import Fee
from services.needs.menu_item.states import MenuItemState
from services.needs.team_replica.model import TeamReplica
from shared import ids
from shared.access import Actor, Role
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit

DRAIN = {
    "category_code": "repair.drain",
    "title": "下水道堵了",
    "description": "下水道堵了，厨房反水",
}


def a_resident(needs: ServiceKit, community: RegionReplica) -> Actor:
    """A resident with a household of his own."""
    return needs.actor(Role.RESIDENT, region=community, person=ids.new(), household=ids.new())


def a_receiver(needs: ServiceKit, region: RegionReplica) -> Actor:
    """Someone who takes needs on in this region."""
    return needs.actor(Role.RECEIVER, region=region, person=ids.new())


async def a_need(
    needs: ServiceKit, community: RegionReplica, *, by: Actor | None = None, **fields: Any
) -> dict[str, Any]:
    """A need as the API answers its filing."""
    by = by or a_resident(needs, community)
    answer = await needs.post("/needs", DRAIN | {"region_id": str(community.id)} | fields, as_=by)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def taken_on(
    needs: ServiceKit, community: RegionReplica, receiver: Actor, **fields: Any
) -> str:
    """The path of a need that was accepted and classified."""
    need = await a_need(needs, community, **fields)
    path = f"/needs/{need['id']}"
    assert (await needs.post(f"{path}/acceptance", as_=receiver)).status_code == 200
    await needs.tick()
    return path


async def an_item(needs: ServiceKit, region: RegionReplica, **fields: Any) -> MenuItem:
    """A published menu item."""
    given: dict[str, Any] = {
        "code": f"item-{ids.new()}",
        "title": "疏通下水",
        "category_code": "repair.drain",
        "region_id": region.id,
        "team_ids": [],
        "preferred_skills": [],
        "slots": 100,
        "duration_minutes": 60,
        "fee": Fee.FREE,
        "price_cap_fen": None,
        "respond_minutes": 60,
        "arrive_minutes": 240,
        "finish_work_days": 3,
        "state": MenuItemState.PUBLISHED,
    }
    item = MenuItem(**given | fields)
    async with needs.begin() as uow:
        uow.add(item)
    return item


async def a_team(needs: ServiceKit, region: RegionReplica, **fields: Any) -> UUID:
    """A filed team that covers the region around the clock."""
    team_id = ids.new()
    given: dict[str, Any] = {
        "version": 1,
        "organization_id": ids.new(),
        "name": "便民服务队",
        "filing": "filed",
        "organization_active": True,
        "skills": ["plumbing"],
        "coverage": [str(region.id)],
        "shifts": [{"weekdays": [1, 2, 3, 4, 5, 6, 7], "start": "00:00", "end": "00:00"}],
        "max_parallel": 3,
        "latitude": None,
        "longitude": None,
        "household_ids": [],
        "member_ids": [],
        "inactive_ids": [],
    }
    async with needs.begin() as uow:
        uow.add(TeamReplica(id=team_id, **given | fields))
    return team_id


COUNSELLING = {
    "category_code": "mind.empty_nest",
    "title": "想找人聊聊",
    "description": "孩子都在外地，老两口晚上睡不着",
    "location": {"latitude": 31.4515, "longitude": 121.0956},
}


async def a_street_of_eight(needs: ServiceKit) -> RegionReplica:
    """A community of 800 households, one of eight in its street."""
    _, street, community = await needs.regions()
    for _ in range(7):
        await needs.region(parent=street)
    return community


async def asking_households(
    needs: ServiceKit, community: RegionReplica, number: int, **fields: Any
) -> list[Actor]:
    """So many residents, each of whom asked for counselling; everything due has happened."""
    residents = [a_resident(needs, community) for _ in range(number)]
    for resident in residents:
        await a_need(needs, community, by=resident, **COUNSELLING | fields)
    await needs.tick()
    return residents
