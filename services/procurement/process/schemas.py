"""Tenders as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.procurement.notice.schemas import Hex
from services.procurement.process.rules import WHOLE
from services.procurement.process.states import (
    FailReason,
    Method,
    ProcessAction,
    ProcessState,
    Stage,
)
from shared.money import Money
from shared.schemas import Input, Instant, View, Words

CRITERIA_MAX, CUSTODIANS_MAX, REQUIREMENTS_MAX = 30, 20, 20

Points = Annotated[int, Field(ge=1, le=WHOLE, strict=True)]
"""Hundredths of a point."""


class CriterionPlan(Input):
    """What the panel judges; an objective criterion is a fact that all see alike."""

    code: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,31}$", examples=["staff"])]
    name: Annotated[Words, Field(min_length=2, max_length=200, examples=["项目团队配备"])]
    stage: Stage
    objective: bool
    max_score_hundredths: Points
    min_score_hundredths: Points | None = None


class TenderPlan(Input):
    """The documents of a tender; what is to be delivered is in the project's plan."""

    requirements: Annotated[
        list[Annotated[Words, Field(min_length=4, max_length=500)]],
        Field(min_length=1, max_length=REQUIREMENTS_MAX),
    ]
    """What a bidder must be able to show (资格要求)."""
    criteria: Annotated[list[CriterionPlan], Field(min_length=1, max_length=CRITERIA_MAX)]
    price_weight_hundredths: Points
    """The points of the price."""
    bids_due_at: Instant
    custodian_key_ids: Annotated[list[UUID], Field(max_length=CUSTODIANS_MAX)]
    """To whom the key that opens the bids is shared out."""

    def kept(self) -> dict[str, Any]:
        """The documents as the process keeps them."""
        plain = self.model_dump(mode="json", include={"requirements", "criteria"})
        return plain | {
            "price_weight_hundredths": self.price_weight_hundredths,
            "bids_due_at": self.bids_due_at,
            "custodian_key_ids": [str(one) for one in self.custodian_key_ids],
        }


class Failure(Input):
    """Why a purchase ends without an award."""

    why: FailReason
    reason: Annotated[Words, Field(min_length=10, max_length=1000)]


class CriterionView(View):
    """What the panel judges."""

    code: str
    name: str
    stage: Stage
    objective: bool
    max_score_hundredths: int
    min_score_hundredths: int | None


class RankView(View):
    """Where a bid came: what the panel gave it, its points for the price, and both together."""

    bid_id: UUID
    organization_id: UUID
    quality: int
    price: int
    total: int
    rank: int


class ProcessView(View):
    """A tender: its documents, and how far it has come. Nothing in it tells of bids."""

    id: UUID
    version: int
    project_id: UUID
    region_id: UUID
    method: Method
    title: str
    ceiling: Money
    requirements: list[str]
    criteria: list[CriterionView]
    price_weight_hundredths: int
    bids_due_at: datetime
    custodian_key_ids: list[UUID]
    sealing_key: Hex | None
    """The X25519 key that bids are sealed to (`hpke-x25519-v1`)."""
    published_at: datetime | None
    closing_root: str | None
    opened_at: datetime | None
    ranking: list[RankView]
    fail_reason: FailReason | None
    ended_at: datetime | None
    end_reason: str | None
    state: ProcessState
    actions: list[ProcessAction]
