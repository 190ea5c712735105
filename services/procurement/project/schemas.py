"""Projects as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator

from services.procurement.fund.schemas import Amount, LastDay, Lines
from services.procurement.fund.states import Purpose
from services.procurement.project.rules import WHOLE_BP
from services.procurement.project.states import (
    Method,
    ProjectAction,
    ProjectForm,
    ProjectState,
    Qualification,
    SourceType,
    Unit,
)
from shared import ids
from shared.money import Money
from shared.schemas import Day, Input, View, Words
from shared.target_groups import TargetGroup

ITEMS_MAX, NAMES_MAX = 50, 100
QTY_MAX = 1_000_000

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Ids = Annotated[list[UUID], Field(max_length=NAMES_MAX, default_factory=list)]
TargetGroups = Annotated[list[TargetGroup], Field(max_length=len(TargetGroup))]


class ItemPlan(Input):
    """One item of the service list (服务清单): how much of what, at which price."""

    name: Annotated[Words, Field(min_length=2, max_length=100, examples=["空巢老人个案服务"])]
    method: Method
    unit: Unit
    qty: Annotated[int, Field(ge=1, le=QTY_MAX, strict=True)]
    unit_price: Amount
    cap_ratio_bp: Annotated[int, Field(ge=WHOLE_BP, le=2 * WHOLE_BP, strict=True)] = WHOLE_BP
    """How much of the quantity is paid at most, in basis points; 10000: no more than agreed."""
    min_qualification: Qualification | None = None
    core: bool = True
    """Core items are never subcontracted."""
    quality_criteria: Annotated[list[Words], Field(max_length=20, default_factory=list)]

    def kept(self, target_groups: list[TargetGroup]) -> dict[str, Any]:
        """The item as project and contract keep it."""
        plain = self.model_dump(mode="json", exclude={"unit_price"})
        price = {"unit_price_fen": self.unit_price.fen}
        return {"id": str(ids.new()), **plain, **price, "target_groups": [*map(str, target_groups)]}


Items = Annotated[list[ItemPlan], Field(min_length=1, max_length=ITEMS_MAX)]


class ProjectPlan(Input):
    """What is to be delivered, to whom, when and from which money."""

    title: Annotated[Words, Field(min_length=4, max_length=100, examples=["空巢老人心理疏导"])]
    summary: Annotated[Words, Field(min_length=10, max_length=4000)]
    purpose: Purpose
    designer_organization_ids: Ids
    """Who collected the needs or wrote the plan; they may not deliver it."""
    communities: Ids
    target_groups: TargetGroups
    """Who is served; none: everyone."""
    service_items: Items
    budget_lines: Lines
    ceiling: Amount
    starts_on: Day
    ends_on: LastDay

    def kept(self) -> dict[str, Any]:
        """The plan as the project keeps it."""
        plain = ("title", "summary", "purpose", "starts_on", "ends_on")
        lists = ("designer_organization_ids", "communities", "target_groups")
        return {
            **{name: getattr(self, name) for name in plain},
            **{name: [str(one) for one in getattr(self, name)] for name in lists},
            "service_items": [item.kept(self.target_groups) for item in self.service_items],
            "budget_lines": [line.kept for line in self.budget_lines],
            "ceiling_fen": self.ceiling.fen,
        }


class SourceRef(Input):
    """What a project comes from, fixed by the hash of what it said then."""

    type: SourceType
    id: UUID
    snapshot_sha256: Sha256


class ProjectSubmission(Input):
    """A new project that does not come from a brief."""

    region_id: UUID
    form: ProjectForm = ProjectForm.DIRECT_CLAIM
    sources: Annotated[list[SourceRef], Field(min_length=1, max_length=20)]
    plan: ProjectPlan


class Reason(Input):
    """Why; the author or whoever asked reads it."""

    reason: Annotated[Words, Field(min_length=10, max_length=1000)]


def as_money(row: dict[str, Any]) -> dict[str, Any]:
    """A stored row, with each amount of fen as money."""
    fen = [name for name in row if name.endswith("_fen")]
    return row | {name.removesuffix("_fen"): Money.of_fen(row[name]) for name in fen}


class ItemView(View):
    """One item of the service list."""

    id: UUID
    name: str
    method: Method
    unit: Unit
    qty: int
    unit_price: Money
    cap_ratio_bp: int
    min_qualification: Qualification | None
    core: bool
    quality_criteria: list[str]
    target_groups: list[str]

    _money = model_validator(mode="before")(as_money)


class BudgetLineView(View):
    """What one fund gives."""

    fund_id: UUID
    amount: Money

    _money = model_validator(mode="before")(as_money)


class ProjectView(View):
    """A project, its plan and how far it has come."""

    id: UUID
    version: int
    region_id: UUID
    form: ProjectForm
    cluster_id: UUID | None
    sources: list[SourceRef]
    title: str
    summary: str
    purpose: Purpose
    designer_organization_ids: list[UUID]
    communities: list[UUID]
    target_groups: list[str]
    service_items: list[ItemView]
    items_value: Money
    budget_lines: list[BudgetLineView]
    ceiling: Money
    starts_on: date
    ends_on: date
    record_sha256: str
    author_id: UUID
    consultation_ends_at: datetime | None
    approved_by: UUID | None
    approved_at: datetime | None
    funded_by: UUID | None
    funded_at: datetime | None
    return_reason: str | None
    ended_at: datetime | None
    end_reason: str | None
    state: ProjectState
    actions: list[ProjectAction]


class RecordView(View):
    """What the fingerprint is of: SHA-256 of `record` as canonical JSON (RFC 8785)."""

    record: dict[str, Any]
    record_sha256: str
