"""Proposals as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.procurement.fund.schemas import LastDay
from services.procurement.project.schemas import Ids, Items, ItemView, TargetGroups
from services.procurement.proposal.states import ProposalAction, ProposalState
from shared.money import Money
from shared.schemas import Day, Input, View, Words


class ProposalPlan(Input):
    """What an organization would deliver, to whom and when; it asks for what its items cost."""

    brief_id: UUID | None = None
    """The need of the round that it answers, if any."""
    title: Annotated[Words, Field(min_length=4, max_length=100, examples=["空巢老人心理疏导"])]
    summary: Annotated[Words, Field(min_length=10, max_length=4000)]
    communities: Ids
    target_groups: TargetGroups
    service_items: Items
    starts_on: Day
    ends_on: LastDay

    def kept(self) -> dict[str, Any]:
        """The plan as the proposal keeps it."""
        plain = ("brief_id", "title", "summary", "starts_on", "ends_on")
        return {
            **{name: getattr(self, name) for name in plain},
            "communities": [str(one) for one in self.communities],
            "target_groups": [str(one) for one in self.target_groups],
            "service_items": [item.kept(self.target_groups) for item in self.service_items],
        }


class ProposalSubmission(Input):
    """The organization that proposes, for one may act for several, and its plan."""

    organization_id: UUID
    plan: ProposalPlan


class ProposalView(View):
    """One organization's proposal, and what came of it."""

    id: UUID
    version: int
    round_id: UUID
    region_id: UUID
    organization_id: UUID
    submitted_at: datetime
    brief_id: UUID | None
    title: str
    summary: str
    communities: list[UUID]
    target_groups: list[str]
    service_items: list[ItemView]
    requested: Money
    starts_on: date
    ends_on: date
    record_sha256: str
    reason: str | None
    granted: Money | None
    accept_by: datetime | None
    project_id: UUID | None
    state: ProposalState
    actions: list[ProposalAction]
