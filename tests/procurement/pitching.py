"""A round of 100 000 yuan that organizations pitch to."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared import ids
from shared.access import Actor, Role
from tests.procurement.judging import CRITERIA, Judges, given_judges
from tests.procurement.market import Market, yuan

CALL = timedelta(days=15)
ELIGIBLE, WHY = "eligibility", {"reason": "申报材料不符合本轮要求，请核对。"}


@dataclass
class Pitching:
    """A round, who judges it, and who has pitched, by a name."""

    market: Market
    judges: Judges
    fund: str
    round: dict[str, Any]
    pitches: dict[str, dict[str, Any]] = field(default_factory=dict)
    managers: dict[str, Actor] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/rounds/{self.round['id']}"

    def plan(self, asked: int, **fields: Any) -> dict[str, Any]:
        """What an organization pitches, for so many yuan."""
        item: dict[str, Any] = {"name": "空巢老人个案服务", "method": "casework", "unit": "case"}
        item |= {"qty": asked // 1_000, "unit_price": yuan(1_000)}
        told: dict[str, Any] = {
            "title": "空巢老人心理疏导",
            "summary": "为独居和空巢老人提供个案心理疏导服务。",
        }
        told |= {"target_groups": ["empty_nest"], "service_items": [item]}
        told |= {"starts_on": "2026-05-01", "ends_on": "2026-12-31"}
        return told | fields

    async def step(self, step: str, asked: Any = None, **more: Any) -> dict[str, Any]:
        """A step of the round, by its buyer unless said otherwise."""
        more = {"as_": self.market.buyer} | more
        done: dict[str, Any] = await self.market.must(f"{self.path}/{step}", asked, **more)
        return done

    async def publish(self) -> None:
        self.round = await self.step("publication", as_=self.market.finance)

    async def pitch(self, name: str, asked: int, **fields: Any) -> dict[str, Any]:
        """One more organization pitches."""
        organization, manager = await self.market.organization()
        self.managers[name] = manager
        told = {"organization_id": str(organization), "plan": self.plan(asked, **fields)}
        self.pitches[name] = await self.step("proposals", told, as_=manager, status=201)
        return self.pitches[name]

    async def on(self, name: str, step: str, asked: Any = None, **more: Any) -> Any:
        """A step of a proposal; the answer as it is."""
        more = {"as_": self.managers[name]} | more
        return await self.market.kit.post(
            f"/proposals/{self.pitches[name]['id']}/{step}", asked, **more
        )

    async def now(self, name: str) -> dict[str, Any]:
        """How a proposal stands."""
        path = f"/proposals/{self.pitches[name]['id']}"
        shown = await self.market.kit.get(path, as_=self.managers[name])
        return dict(shown.json())

    async def to_experts(self) -> None:
        """The call closes, all pass the formal check, and the panel is named."""
        await self.market.kit.tick(datetime.fromisoformat(self.round["closes_at"]))
        for name in self.pitches:
            answer = await self.on(name, ELIGIBLE, as_=self.market.buyer)
            assert answer.status_code == 200, answer.text
        await self.step("expert-review", {"members": self.judges.members})

    async def to_roadshow(self, **plans: int) -> None:
        """The experts give each so much for its plan."""
        await self.to_experts()
        await self._judge("expert", plans)
        until = self.market.kit.now + timedelta(days=3)
        await self.step("roadshow", {"votes_until": until.isoformat()})

    async def vote(self, name: str, voter: Actor | None = None) -> Any:
        """A household votes; the answer as it is."""
        kit = self.market.kit
        voter = voter or kit.actor(
            Role.RESIDENT, region=self.market.community, person=ids.new(), household=ids.new()
        )
        asked = {"proposal_id": self.pitches[name]["id"]}
        return await kit.post(f"{self.path}/votes", asked, as_=voter)

    async def determine(self, **plans: int) -> dict[str, Any]:
        """The panel gives each pitch so much, the voting ends, and the grants are determined."""
        await self._judge("roadshow", plans)
        self.market.kit.now += timedelta(days=3)
        return await self.step("determination", status=201)

    async def to_agreement(self, **plans: int) -> None:
        """Both stages with the same points, and the publicity is over."""
        await self.to_roadshow(**plans)
        await self.determine(**plans)
        await self.market.kit.tick(self.market.kit.now + timedelta(days=7))

    async def _judge(self, stage: str, plans: dict[str, int]) -> None:
        review = await self.judges.review(self.round["id"], stage)
        points = {self.pitches[name]["id"]: plan for name, plan in plans.items()}
        await self.judges.judge(review, points)


async def given_a_round(market: Market, **fields: Any) -> Pitching:
    """A round that is not published."""
    fund = await market.fund()
    told = {
        "region_id": str(market.street.id),
        "title": "2026年社区公益创投",
        "summary": "面向辖区社会组织征集为老服务项目。",
        "purpose": "elderly",
        "budget_lines": [{"fund_id": fund, "amount": yuan(100_000)}],
        "cap": yuan(70_000),
        "shortlist_max": 5,
        "criteria": CRITERIA,
        "closes_at": (market.kit.now + CALL).isoformat(),
    } | fields
    made = await market.must("/rounds", told, as_=market.buyer, status=201)
    return Pitching(market, given_judges(market), fund, made)


def ids_of(pitching: Pitching, *names: str) -> list[str]:
    """The ids of these proposals."""
    return [pitching.pitches[name]["id"] for name in names]


def organization_of(pitching: Pitching, name: str) -> UUID:
    """Who pitched it."""
    return UUID(pitching.pitches[name]["organization_id"])
