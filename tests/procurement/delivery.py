"""What a test of delivery starts from: a signed contract in its first days, and its people."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.procurement.worker_replica.model import WorkerReplica
from shared import ids
from shared.access import Actor, Role
from shared.clock import LOCAL
from tests.procurement.market import Market, yuan

AFTER_PUBLICITY = datetime(2026, 3, 10, 9, 0, tzinfo=LOCAL)
"""The claim of Monday, 2 March has been public for three working days."""

ITEMS = [
    ("个案辅导", "casework", "case", 12, 1_000),
    ("成长小组", "groupwork", "session", 6, 1_500),
    ("社区活动", "community_work", "session", 3, 3_000),
]
VALUE = 30_000
WORD = "buyer's word 2026"


@dataclass
class Delivery:
    """A contract being delivered, with everyone who has a hand in it."""

    market: Market
    fund_id: str
    contract: dict[str, Any]
    manager: Actor
    checker: Actor
    worker_id: UUID
    tokens: list[str] = field(default_factory=list)
    sample_id: str = ""

    @property
    def path(self) -> str:
        """The contract's."""
        return f"/contracts/{self.contract['id']}"

    def item(self, method: str) -> str:
        """The id of the item with this method."""
        found: str = next(one["id"] for one in self.contract["items"] if one["method"] == method)
        return found

    async def must(
        self, path: str, json: Any = None, *, as_: Actor, status: int = 200, **more: Any
    ) -> Any:
        """Post, and expect it to be done."""
        return await self.market.must(path, json, as_=as_, status=status, **more)

    async def confirm(self, settlement: dict[str, Any], *, as_: Actor | None = None) -> Any:
        """Agree with a settlement as it was seen, for the supplier unless somebody else does."""
        path, seen = f"/settlements/{settlement['id']}/confirmation", settlement["version"]
        return await self.must(path, as_=as_ or self.manager, if_match=f'"{seen}"')

    async def worker(self, **fields: Any) -> UUID:
        """A registered social worker of the supplier."""
        told: dict[str, Any] = {
            "id": ids.new(),
            "version": 1,
            "person_id": ids.new(),
            "organization_id": UUID(self.contract["organization_id"]),
            "level": "social_worker",
            "registered_until": AFTER_PUBLICITY.date() + timedelta(days=300),
        } | fields
        async with self.market.kit.begin() as uow:
            uow.add(WorkerReplica(**told))
        worker_id: UUID = told["id"]
        return worker_id

    def log(
        self, method: str = "casework", *, hours_ago: float = 2, **fields: Any
    ) -> dict[str, Any]:
        """An hour of service, as it is recorded."""
        starts_at = self.market.kit.now - timedelta(hours=hours_ago)
        extra: dict[str, dict[str, Any]] = {
            "casework": {"phase": "intervention", "beneficiaries": self.tokens[:1]},
            "groupwork": {"session": 1, "sessions": 6, "beneficiaries": self.tokens[:4]},
            "community_work": {"headcount": 40},
        }
        return {
            "item_id": self.item(method),
            "worker_ids": [str(self.worker_id)],
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=1)).isoformat(),
            "community_id": str(self.market.community.id),
            "place": "社区活动室",
            "qty": 1,
            **extra[method],
        } | fields

    async def record(self, method: str = "casework", **fields: Any) -> dict[str, Any]:
        """Record a service, by a worker of its own unless one is given."""
        if "worker_ids" not in fields:
            fields["worker_ids"] = [str(await self.worker())]
        made: dict[str, Any] = await self.must(
            f"{self.path}/service-logs",
            self.log(method, **fields),
            as_=self.manager,
            status=201,
        )
        return made

    async def sampled(self) -> list[dict[str, Any]]:
        """Freeze and draw a sample; answers the logs that wait for a look."""
        sample = await self.must(f"{self.path}/samples", as_=self.checker, status=201)
        await self.must(f"/samples/{sample['id']}/draw", {"word": WORD}, as_=self.checker)
        seen = await self.market.kit.get(
            "/service-logs",
            params={"contract_id": self.contract["id"], "state": "sampled", "limit": 200},
            as_=self.checker,
        )
        self.sample_id = sample["id"]
        logs: list[dict[str, Any]] = seen.json()["items"]
        return logs

    async def verify_all(self) -> None:
        """Sample, verify everything drawn, and close."""
        for log in await self.sampled():
            await self.must(f"/service-logs/{log['id']}/verification", as_=self.checker)
        await self.must(f"/samples/{self.sample_id}/closing", as_=self.checker)

    async def evaluate(
        self, phase: str, *, government: int, third_party: int, ratings: list[int]
    ) -> dict[str, Any]:
        """Let all three parties speak, and finalize; scores in hundredths."""
        opened = await self.must(
            f"{self.path}/evaluations", {"phase": phase}, as_=self.checker, status=201
        )
        base = f"/evaluations/{opened['id']}"
        body = part(government)
        await self.must(f"{base}/government-part", body, as_=self.checker)
        evaluator = await self.evaluator()
        body = part(third_party)
        await self.must(f"{base}/third-party-part", body, as_=evaluator)
        if ratings:
            asked = {"count": len(ratings)}
            links = await self.must(f"{base}/resident-surveys", asked, as_=self.checker, status=201)
            for link, rating in zip(links["items"], ratings, strict=True):
                answer = await self.market.kit.post(
                    f"/resident-surveys/{link['token']}/answer", {"score": rating}
                )
                assert answer.status_code == 200, answer.text
        final: dict[str, Any] = await self.must(f"{base}/finalization", as_=self.checker)
        return final

    async def evaluator(self) -> Actor:
        """A client engaged to judge the contract, of another organization."""
        client = self.market.kit.actor(Role.EVALUATOR_CLIENT, region=self.market.city)
        asked = {"evaluator_id": str(client.id), "evaluator_organization_id": str(ids.new())}
        await self.must(f"{self.path}/engagements", asked, as_=self.checker, status=201)
        return client

    async def settle(self, gate: str, **fields: Any) -> dict[str, Any]:
        """Work out a tranche."""
        made: dict[str, Any] = await self.must(
            f"{self.path}/settlements", {"gate": gate, **fields}, as_=self.checker, status=201
        )
        return made

    async def pay(self, settlement: dict[str, Any]) -> None:
        """Confirm a settlement and have it paid."""
        base = f"/settlements/{settlement['id']}"
        await self.confirm(settlement)
        payment = await self.must(f"{base}/payment", as_=self.checker, status=201)
        for step in ("approval", "dispatch", "confirmation"):
            await self.must(f"/payments/{payment['id']}/{step}", as_=self.market.finance)


def part(score: int) -> dict[str, Any]:
    """One party's word: two indicators that come to this many hundredths."""
    first = min(score, 6_000)
    indicators = [
        {"name": "服务质量", "max_score": 6_000, "score": first},
        {"name": "规范运作", "max_score": 4_000, "score": score - first},
    ]
    return {"indicators": indicators, "log_ids": [], "comment": "按抽查记录评分"}


async def given_a_delivery(market: Market, **period: str) -> Delivery:
    """A claimed project whose contract both sides have signed, on its first day."""
    items = [
        {"name": name, "method": method, "unit": unit, "qty": qty, "unit_price": yuan(price)}
        for name, method, unit, qty, price in ITEMS
    ]
    fund_id = await market.fund()
    lines = [{"fund_id": fund_id, "amount": yuan(VALUE)}]
    project = await market.listed(
        fund_id, service_items=items, ceiling=yuan(VALUE), budget_lines=lines
    )
    organization_id, manager = await market.organization()
    won = await market.claim(project, organization_id, manager)
    assert won.status_code == 201, won.text
    await market.must(f"/claims/{won.json()['id']}/confirmation", as_=manager)
    await market.kit.tick(AFTER_PUBLICITY)
    path = f"/projects/{project['id']}/contract"
    contract = await market.must(path, period, as_=market.buyer, status=201)
    for signer in (market.buyer, manager):
        contract = await market.must(f"/contracts/{contract['id']}/signature", as_=signer)
    checker = market.kit.actor(Role.COMMUNITY_MANAGER, region=market.street)
    delivery = Delivery(market, fund_id, contract, manager, checker, ids.new())
    delivery.worker_id = await delivery.worker()
    asked = {"target_group": "empty_nest", "count": 6}
    issued = await market.must(f"{delivery.path}/beneficiaries", asked, as_=manager, status=201)
    delivery.tokens = [one["token"] for one in issued["items"]]
    return delivery
