"""A project of 300 000 yuan that is put out to tender, with those who bid and who hold the key."""

import importlib.util
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from services.procurement.process.use_cases import LAST_ANSWERED
from shared import ids
from shared.access import Actor, Role
from tests.procurement.judging import Judges
from tests.procurement.market import Market, yuan

DAYS_TO_BID = timedelta(days=20)
TOOL = Path(__file__).parents[2] / "tools" / "tender.py"
CRITERIA = [
    {"code": "evaluation_plan", "name": "服务方案", "stage": "technical", "objective": False},
    {"code": "evaluation_record", "name": "组织业绩", "stage": "commercial", "objective": True},
]
MAXIMA = (5_000, 4_000)
CAPACITIES = ("expert", "expert", "expert", "expert", "buyer")
QUALIFICATION = {"certificate": "社会团体法人登记证书"}
TECHNICAL = {"plan": "每月入户探访，建立个案档案，由督导复核。"}
Bidder = tuple[UUID, Actor]


def _tool() -> Any:
    spec = importlib.util.spec_from_file_location("tender_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _tool()
"""What bidders and custodians run on machines of their own."""


@dataclass
class Tender:
    """A tender, the people around it, and the private keys that only its custodians have."""

    market: Market
    project: dict[str, Any]
    process: dict[str, Any]
    custodians: list[tuple[Actor, str]]

    @property
    def path(self) -> str:
        """The tender's address."""
        return f"/processes/{self.process['id']}"

    async def publish(self) -> dict[str, Any]:
        """Publish it as it was drafted."""
        self.process = await self.market.must(
            f"{self.path}/publication", as_=self.market.buyer, if_match="*"
        )
        return self.process

    def sealed(
        self, organization: UUID, price: int, attempt: int = 1, **given: Any
    ) -> dict[str, Any]:
        """A body to send: so many yuan for each of the items."""
        prices = {item["id"]: f"{price}.00" for item in self.project["service_items"]}
        parts = (QUALIFICATION, TECHNICAL, given.get("priced", {"unit_prices": prices}))
        body: dict[str, Any] = tool.seal(self.process, str(organization), attempt, *parts)
        return body

    async def send(self, bidder: Bidder, price: int) -> httpx.Response:
        """Bid; the answer as it is."""
        body = self.sealed(bidder[0], price)
        return await self.market.kit.post(f"{self.path}/bids", body, as_=bidder[1])

    async def bid(self, price: int, **fields: Any) -> tuple[Bidder, dict[str, Any]]:
        """A new organization bids so much for each item."""
        bidder = await self.market.organization(**fields)
        answer = await self.send(bidder, price)
        assert answer.status_code == 201, answer.text
        return bidder, answer.json()

    async def close(self) -> None:
        """The deadline comes, and every bid is answered."""
        await self.market.kit.tick(self.market.kit.now + DAYS_TO_BID + LAST_ANSWERED)

    async def share(self, number: int) -> httpx.Response:
        """A custodian opens his share at home and hands it in."""
        custodian, private = self.custodians[number]
        told = await self.market.kit.get(f"{self.path}/share", as_=custodian)
        body = tool.share(private, told.json(), self.process["id"])
        return await self.market.kit.post(f"{self.path}/share", body, as_=custodian)

    async def open(self) -> None:
        """Two custodians come."""
        for number in (0, 2):
            answer = await self.share(number)
            assert answer.status_code == 200, answer.text

    async def notices(self, kind: str) -> list[dict[str, Any]]:
        """What everybody can read."""
        asked = {"kind": kind, "process_id": self.process["id"]}
        listed = await self.market.kit.get("/notices", params=asked)
        return list(listed.json()["items"])


async def given_custodians(market: Market) -> tuple[list[str], list[tuple[Actor, str]]]:
    """The ids of three custodians' keys; the custodians and their private keys."""
    key_ids, custodians = [], []
    for _ in range(3):
        who = market.kit.actor(Role.CUSTODIAN, region=market.street, person=ids.new())
        private, public = tool.new_key()
        told = {"region_id": str(market.street.id), "public_key": public}
        key = await market.must("/custodian-keys", told, as_=who, status=201)
        key_ids.append(key["id"])
        custodians.append((who, private))
    return key_ids, custodians


def given_a_panel(market: Market) -> tuple[Judges, list[dict[str, str]]]:
    """Four experts and one of the buyer's, and as the API takes them."""
    actors = [
        market.kit.actor(Role(capacity), region=market.city, person=ids.new())
        for capacity in CAPACITIES
    ]
    members = [
        {"account_id": str(one.id), "person_id": str(one.person_id), "capacity": capacity}
        for one, capacity in zip(actors, CAPACITIES, strict=True)
    ]
    return Judges(market.kit, actors), members


def documents(market: Market, key_ids: list[str], **fields: Any) -> dict[str, Any]:
    """The documents of a tender: 50 points technical, 40 commercial, 10 for the price."""
    marked = zip(CRITERIA, MAXIMA, strict=True)
    return {
        "requirements": ["具有独立承担民事责任的能力"],
        "criteria": [one | {"max_score_hundredths": most} for one, most in marked],
        "price_weight_hundredths": 1_000,
        "bids_due_at": (market.kit.now + DAYS_TO_BID).isoformat(),
        "custodian_key_ids": key_ids,
    } | fields


async def given_a_project(market: Market, **plan: Any) -> dict[str, Any]:
    """A funded project of 300 items at 1 000 yuan at most, to be purchased."""
    fund = await market.fund(300_000)
    item = market.plan(fund)["service_items"][0]
    dear = {
        "form": "government_purchase",
        "service_items": [item | {"qty": 300}],
        "budget_lines": [{"fund_id": fund, "amount": yuan(300_000)}],
        "ceiling": yuan(300_000),
    }
    project = await market.project(fund, **dear | plan)
    return await market.step(project, "submission", "approval", "funding")


async def given_a_draft(market: Market, **plan: Any) -> Tender:
    """A tender that is drafted, with the default documents."""
    project = await given_a_project(market, **plan)
    key_ids, custodians = await given_custodians(market)
    process = await market.must(
        f"/projects/{project['id']}/processes",
        documents(market, key_ids),
        as_=market.buyer,
        status=201,
    )
    return Tender(market, project, process, custodians)


async def given_a_tender(market: Market, **plan: Any) -> Tender:
    """A tender in which bids can be sealed."""
    tender = await given_a_draft(market, **plan)
    await tender.publish()
    return tender
