"""What a test of dispatch starts from: a menu, teams the registry told of, and a need."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.needs.category.model import Category
from services.needs.classification.rules import Route
from services.needs.menu_item.model import MenuItem
from services.needs.menu_item.rules import Fee
from services.needs.menu_item.states import MenuItemState
from services.needs.need.model import Need
from services.needs.need.rules import Channel, Kind, Relation, Sensitivity, Urgency
from services.needs.need.states import NeedState
from services.needs.order.use_cases import dispatch_need
from shared import ids
from shared.access import Actor, Role
from shared.contracts.registry import TeamShift, TeamState
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit

POINT = (31.4500, 121.1000)
"""Where the need is."""

CODE = "test.drain"
ALL_DAY = [TeamShift(weekdays=[1, 2, 3, 4, 5, 6, 7], start="00:00", end="00:00")]


@dataclass
class Town:
    """A city with one street, one community, a menu item and a resident."""

    needs: ServiceKit
    city: RegionReplica
    street: RegionReplica
    community: RegionReplica
    resident: Actor
    staff: Actor
    item: MenuItem

    async def team(self, **fields: Any) -> TeamState:
        """A filed, able and idle team, as the registry tells of it."""
        given: dict[str, Any] = {
            "team_id": ids.new(),
            "version": 1,
            "organization_id": ids.new(),
            "name": "管道疏通队",
            "filing": "filed",
            "organization_active": True,
            "skills": ["test.plumbing"],
            "coverage": [self.community.id],
            "shifts": ALL_DAY,
            "max_parallel": 2,
            "latitude": POINT[0],
            "longitude": POINT[1],
            "household_ids": [],
            "member_ids": [ids.new(), ids.new()],
        }
        told = TeamState(**given | fields)
        await self.needs.receive(told)
        return told

    def member(self, team: TeamState) -> Actor:
        """Someone in the team."""
        return self.needs.actor(person=team.member_ids[0])

    async def need(self, **fields: Any) -> UUID:
        """A need of the resident that waits for a team; the search has begun."""
        need = await self.waiting(**fields)
        async with self.needs.begin() as uow:
            await dispatch_need(uow, need=await uow.get(Need, need), at=self.needs.now)
        return need

    async def waiting(self, **fields: Any) -> UUID:
        """A need of the resident that waits for a team; nobody was asked yet."""
        need_id = ids.new()
        given: dict[str, Any] = {
            "id": need_id,
            "need_no": f"XQ-{need_id.hex}",
            "region_id": self.community.id,
            "category_code": CODE,
            "channel": Channel.WECHAT,
            "kind": Kind.HELP,
            "relation": Relation.SELF,
            "title": "下水道堵了",
            "description": "厨房反水",
            "filed_by_id": self.resident.id,
            "reporter_person_id": self.resident.person_id,
            "household_id": self.resident.household_id,
            "phone_enc": self.needs.vault.seal("need.phone", need_id, "+8613812345678"),
            "phone_blind": None,
            "address_enc": self.needs.vault.seal("need.address", need_id, "娄东街道1幢202室"),
            "latitude": POINT[0],
            "longitude": POINT[1],
            "beneficiaries": 3,
            "target_groups": ["elderly"],
            "urgency": Urgency.NORMAL,
            "sensitivity": Sensitivity.PUBLIC,
            "occurred_at": None,
            "submitted_at": self.needs.now,
            "state": NeedState.DISPATCHING,
            "route": Route.MENU,
        }
        async with self.needs.begin() as uow:
            uow.add(Need(**given | fields))
        return need_id

    async def orders(self, **params: Any) -> list[dict[str, Any]]:
        """The orders the staff see, oldest first."""
        found = await self.needs.get("/orders", as_=self.staff, params=params)
        assert found.status_code == 200, found.text
        return list(reversed(found.json()["items"]))

    async def state_of(self, need_id: UUID) -> NeedState:
        """Where the need stands."""
        async with self.needs.begin() as uow:
            return (await uow.get(Need, need_id)).state

    async def step(self, order: dict[str, Any], path: str, actor: Actor, body: Any = None) -> Any:
        """One step of an order that must succeed."""
        answer = await self.needs.post(f"/orders/{order['id']}/{path}", body, as_=actor)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def codes(self, order: dict[str, Any]) -> dict[str, Any]:
        """The codes the resident sees."""
        answer = await self.needs.get(f"/orders/{order['id']}/completion-code", as_=self.resident)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def on_the_way(self, team: TeamState) -> dict[str, Any]:
        """An order accepted by the team, which has set out."""
        need_id = await self.need()
        order = (await self.orders(need_id=need_id))[0]
        await self.step(order, "acceptance", self.member(team))
        found: dict[str, Any] = await self.step(order, "departure", self.member(team))
        return found

    async def on_site(self, team: TeamState) -> dict[str, Any]:
        """An order accepted by the team, which has arrived."""
        order = await self.on_the_way(team)
        here = {"latitude": POINT[0], "longitude": POINT[1]}
        found: dict[str, Any] = await self.step(order, "check-in", self.member(team), here)
        return found

    async def done(self, team: TeamState) -> dict[str, Any]:
        """An order whose work the team has proved, half an hour after it came."""
        order = await self.on_site(team)
        self.needs.now += timedelta(minutes=30)
        code = (await self.codes(order))["code"]
        found: dict[str, Any] = await self.step(
            order, "completion", self.member(team), {"code": code}
        )
        return found


async def given_a_town(needs: ServiceKit, **item: Any) -> Town:
    """Regions, a category, a published menu item, a resident and someone of the staff."""
    city, street, community = await needs.regions()
    resident = needs.actor(person=ids.new(), household=ids.new())
    staff = needs.actor(Role.RECEIVER, Role.COMMUNITY_MANAGER, region=street)
    terms: dict[str, Any] = {
        "code": f"item-{ids.new()}",
        "title": "疏通下水",
        "category_code": CODE,
        "region_id": city.id,
        "team_ids": [],
        "preferred_skills": [],
        "slots": 100,
        "duration_minutes": 60,
        "fee": Fee.CAPPED,
        "price_cap_fen": 5000,
        "respond_minutes": 60,
        "arrive_minutes": 120,
        "finish_work_days": 2,
        "state": MenuItemState.PUBLISHED,
    }
    published = MenuItem(**terms | item)
    async with needs.begin() as uow:
        uow.add(a_category())
        uow.add(published)
    return Town(needs, city, street, community, resident, staff, published)


def a_category(**fields: Any) -> Category:
    """Drains: one skill needed, on the spot."""
    given: dict[str, Any] = {
        "code": CODE,
        "parent_code": None,
        "name": "疏通下水",
        "leaf": True,
        "required_skills": ["test.plumbing"],
        "professionality": 2,
        "public_affairs": False,
        "default_route": None,
        "min_sensitivity": Sensitivity.PUBLIC,
        "remote_ok": False,
        "valid_from": date(2020, 1, 1),
    }
    return Category(**given | fields)


def at(clock: str, day: int = 2) -> datetime:
    """A moment of March 2026 in local time; the 2nd is a Monday."""
    return datetime.fromisoformat(f"2026-03-{day:02d}T{clock}:00+08:00")
