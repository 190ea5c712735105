"""A panel that judges, and its members."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.procurement.panel.queries import ROLE_OF
from services.procurement.panel.states import Capacity
from shared import ids
from shared.access import Actor
from shared.testing.kit import ServiceKit
from tests.procurement.market import Market

SEATS = (
    *(Capacity.EXPERT, Capacity.EXPERT, Capacity.FINANCE),
    *(Capacity.SOCIAL_WORK, Capacity.RESIDENT),
)
CRITERIA: list[dict[str, Any]] = [
    {
        "code": f"{stage}_{code}",
        "name": name,
        "stage": stage,
        "objective": objective,
        "max_score_hundredths": most,
        "min_score_hundredths": None,
    }
    for stage in ("expert", "roadshow")
    for code, name, objective, most in (
        ("record", "组织资质", True, 4_000),
        ("plan", "项目方案", False, 6_000),
    )
]
WHY = "材料完整，符合要求。"


@dataclass
class Judges:
    """The members of a panel, in the order of their seats."""

    kit: ServiceKit
    actors: list[Actor]

    @property
    def members(self) -> list[dict[str, str]]:
        """As the API takes them."""
        return [
            {
                "account_id": str(actor.id),
                "person_id": str(actor.person_id),
                "capacity": capacity.value,
            }
            for actor, capacity in zip(self.actors, SEATS, strict=True)
        ]

    async def review(self, call_id: str, stage: str) -> dict[str, Any]:
        """A stage of a call, as the first member sees it."""
        listed = await self.kit.get("/reviews", as_=self.actors[0])
        for one in listed.json()["items"]:
            panel = await self.kit.get(f"/panels/{one['panel_id']}", as_=self.actors[0])
            if panel.json()["call_id"] == call_id and one["stage"] == stage:
                return dict(one)
        raise AssertionError(stage)

    async def score(self, review: dict[str, Any], candidate: str, by: Actor, plan: int) -> Any:
        """Give a candidate its objective points and some for its plan; the answer as it is."""
        scores = [
            {"code": f"{review['stage']}_record", "score": 4_000, "reason": WHY},
            {"code": f"{review['stage']}_plan", "score": plan, "reason": WHY},
        ]
        asked = {"candidate_id": candidate, "scores": scores}
        return await self.kit.post(f"/reviews/{review['id']}/sheets", asked, as_=by)

    async def judge(self, review: dict[str, Any], plans: Mapping[str, int]) -> None:
        """All give each candidate so much for its plan, lock and sign."""
        path = f"/reviews/{review['id']}"
        for by in self.actors:
            for candidate, plan in plans.items():
                answer = await self.score(review, candidate, by, plan)
                assert answer.status_code == 200, answer.text
            answer = await self.kit.post(f"{path}/lock", as_=by)
            assert answer.status_code == 200, answer.text
        for by in self.actors:
            answer = await self.kit.post(f"{path}/signature", {}, as_=by)
            assert answer.status_code == 200, answer.text


def given_judges(market: Market) -> Judges:
    """Two experts, and one each who knows money, social work and the neighborhood."""
    actors = []
    for capacity in SEATS:
        role = ROLE_OF[capacity]
        bound: UUID | None = ids.new() if capacity is Capacity.SOCIAL_WORK else None
        actors.append(
            market.kit.actor(role, region=market.city, organization=bound, person=ids.new())
        )
    return Judges(market.kit, actors)
