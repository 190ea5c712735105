"""Contracts as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.procurement.contract.states import ContractAction, ContractState, Gate
from services.procurement.project.schemas import BudgetLineView, ItemView
from shared.money import Money
from shared.schemas import Day, Input, View


class ContractDraft(Input):
    """The period, where it is not the project's own."""

    starts_on: Day | None = None
    ends_on: Day | None = None


class TrancheView(View):
    """Which share of the value falls due at which gate."""

    seq: int
    gate: Gate
    ratio_bp: Annotated[int, Field(description="In basis points; together 10000")]


class ContractView(View):
    """What an organization delivers, for how much, and who has signed."""

    id: UUID
    version: int
    project_id: UUID
    cluster_id: UUID | None
    claim_id: UUID
    organization_id: UUID
    """Who won and signed it."""
    supplier_id: UUID | None
    """Who delivers it now, after mergers and splits; none while the buyer's word is awaited."""
    heirs: list[UUID]
    """Which of them the buyer may name; empty unless his word is awaited."""
    region_id: UUID
    buyer_id: UUID
    items: list[ItemView]
    budget_lines: list[BudgetLineView]
    value: Money
    starts_on: date
    ends_on: date
    tranches: list[TrancheView]
    rules: dict[str, Any]
    """The numbers of the rule set the process started with."""
    project_sha256: str
    claim_sha256: str
    record_sha256: str
    buyer_signed_at: datetime | None
    buyer_signed_by: UUID | None
    organization_signed_at: datetime | None
    organization_signed_by: UUID | None
    ended_at: datetime | None
    end_reason: str | None
    state: ContractState
    actions: list[ContractAction]
