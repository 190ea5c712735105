"""What a test of the project loop starts from: a region, its offices, organizations and money."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from services.procurement.fund.model import Fund
from services.procurement.organization_replica.model import OrganizationReplica
from shared import ids
from shared.access import Actor, Role
from shared.contracts.needs import ClusterProposed
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit

YEAR = {"valid_from": "2026-01-01", "valid_to": "2026-12-31"}
SHA = "a" * 64


def yuan(amount: int) -> dict[str, str]:
    """Whole yuan as the API takes them."""
    return {"amount": f"{amount}.00", "currency": "CNY"}


@dataclass
class Market:
    """A city with a street and a community, and the offices that work there."""

    kit: ServiceKit
    city: RegionReplica
    street: RegionReplica
    community: RegionReplica
    buyer: Actor
    approver: Actor
    finance: Actor
    authority: Actor

    async def must(
        self, path: str, json: Any = None, *, as_: Actor, status: int = 200, **more: Any
    ) -> Any:
        """Post, and expect it to be done."""
        answer = await self.kit.post(path, json, as_=as_, **more)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def fund(self, yuan_given: int = 100_000, **fields: Any) -> str:
        """A fund of the street with money in it."""
        told = {
            "region_id": str(self.street.id),
            "name": "街道社区服务资金",
            "kind": "fiscal_general",
            "fiscal_year": 2026,
            **YEAR,
        } | fields
        fund = await self.must("/funds", told, as_=self.finance, status=201)
        if yuan_given:
            money = {"amount": yuan(yuan_given), "note": "苏财社〔2026〕12号"}
            await self.must(f"/funds/{fund['id']}/appropriations", money, as_=self.finance)
        return str(fund["id"])

    def plan(self, fund_id: str, **fields: Any) -> dict[str, Any]:
        """Casework for 40 000 yuan."""
        item = {
            "name": "空巢老人个案服务",
            "method": "casework",
            "unit": "case",
            "qty": 40,
            "unit_price": yuan(1_000),
            "min_qualification": "social_worker",
        }
        return {
            "title": "空巢老人心理疏导",
            "summary": "为独居和空巢老人提供个案、小组和社区心理疏导服务。",
            "purpose": "elderly",
            "target_groups": ["empty_nest"],
            "communities": [str(self.community.id)],
            "service_items": [item],
            "budget_lines": [{"fund_id": fund_id, "amount": yuan(40_000)}],
            "ceiling": yuan(40_000),
            "starts_on": "2026-03-01",
            "ends_on": "2026-12-31",
        } | fields

    def proposal(self, **fields: Any) -> ClusterProposed:
        """What the needs service says when a demand is common."""
        told: dict[str, Any] = {
            "cluster_id": ids.new(),
            "region_id": self.community.id,
            "category_code": "elderly.counselling",
            "title": "空巢老人心理疏导",
            "summary": "20户家庭提出空巢老人心理疏导需求。",
            "households": 20,
            "need_count": 23,
            "target_groups": ["empty_nest"],
            "route": "project",
            "rule": "R5",
            "snapshot_sha256": SHA,
            "at": self.kit.now,
        }
        return ClusterProposed(**told | fields)

    async def brief(self, **fields: Any) -> dict[str, Any]:
        """A brief in the inbox."""
        told = self.proposal(**fields)
        await self.kit.receive(told)
        listed = await self.kit.get("/briefs", as_=self.buyer)
        found = [one for one in listed.json()["items"] if one["cluster_id"] == str(told.cluster_id)]
        assert len(found) == 1
        brief: dict[str, Any] = found[0]
        return brief

    async def project(self, fund_id: str | None = None, **plan: Any) -> dict[str, Any]:
        """A draft project that came from a brief."""
        brief = await self.brief()
        asked = self.plan(fund_id or await self.fund(), **plan)
        made = await self.must(
            f"/briefs/{brief['id']}/acceptance", asked, as_=self.buyer, status=201
        )
        project: dict[str, Any] = made
        return project

    async def step(self, project: dict[str, Any], *steps: str) -> dict[str, Any]:
        """Take these steps of a project, each by who takes it."""
        by = {"approval": self.approver, "funding": self.finance}
        for step in steps:
            path = f"/projects/{project['id']}/{step}"
            project = await self.must(path, as_=by.get(step, self.buyer), if_match="*")
        return project

    async def listed(self, fund_id: str | None = None, **plan: Any) -> dict[str, Any]:
        """A project on the claim list."""
        project = await self.project(fund_id, **plan)
        await self.step(project, "submission", "approval", "funding")
        await self.must(f"/projects/{project['id']}/listing", as_=self.buyer, status=201)
        return project

    async def organization(self, **fields: Any) -> tuple[UUID, Actor]:
        """An organization that may claim, and its manager."""
        told: dict[str, Any] = {
            "id": ids.new(),
            "version": 1,
            "name": "春晖社工服务中心",
            "tier": "registered",
            "legal_type": "social_service_agency",
            "state": "active",
            "home_region_id": self.community.id,
            "founded_on": None,
        } | fields
        async with self.kit.begin() as uow:
            uow.add(OrganizationReplica(**told))
        manager = self.kit.actor(
            Role.ORG_MANAGER, region=self.city, organization=told["id"], person=ids.new()
        )
        return told["id"], manager

    async def claim(
        self, project: dict[str, Any], organization_id: UUID, manager: Actor
    ) -> httpx.Response:
        """Claim a project; the answer as it is."""
        asked = {"organization_id": str(organization_id)}
        return await self.kit.post(f"/projects/{project['id']}/claims", asked, as_=manager)

    async def balance(self, fund_id: str) -> dict[str, str]:
        """A fund's balance in yuan."""
        async with self.kit.begin() as uow:
            fund = await uow.session.get_one(Fund, UUID(fund_id), populate_existing=True)
            told = fund.balance
        return {name: getattr(value, "amount", value) for name, value in told.items()}


async def given_a_market(kit: ServiceKit) -> Market:
    """A market without money or organizations."""
    city, street, community = await kit.regions()
    return Market(
        kit,
        city,
        street,
        community,
        buyer=kit.actor(Role.BUYER, region=street),
        approver=kit.actor(Role.DEPARTMENT, region=city),
        finance=kit.actor(Role.FINANCE, region=street),
        authority=kit.actor(Role.SUPERVISING_AUTHORITY, region=city),
    )
