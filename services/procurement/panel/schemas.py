"""Panels as the API takes and shows them; scores in hundredths of a point."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.procurement.evaluation.schemas import Hundredths
from services.procurement.panel.model import Panel, PanelMember, Recusal
from services.procurement.panel.rules import Criterion
from services.procurement.panel.states import Capacity, Ground
from shared.schemas import Input, View, Words, merge

MEMBERS_MAX = 31
CRITERIA_MAX = 50

Reasoned = Annotated[Words, Field(min_length=4, max_length=1000)]


class CriterionPlan(Input):
    """What is judged in one stage; the maxima of a stage are 10000 together: 100.00 points."""

    code: Annotated[str, Field(pattern="^[a-z0-9_]{1,40}$", examples=["feasibility"])]
    name: Annotated[Words, Field(max_length=100, examples=["项目可行性"])]
    stage: Annotated[str, Field(pattern="^[a-z_]{1,40}$", examples=["expert"])]
    objective: bool
    """A fact that all members see alike, and therefore score alike."""
    max_score_hundredths: Annotated[Hundredths, Field(ge=1)]
    min_score_hundredths: Hundredths | None = None
    """A candidate whose mean is below it fails, whatever its total."""

    @property
    def told(self) -> Criterion:
        """The same for the rules."""
        return Criterion(**self.model_dump())


class Seat(Input):
    """Who sits on a panel: his account, and the person it is of."""

    account_id: UUID
    person_id: UUID


class MemberSubmission(Seat):
    """A member, and as what he sits there."""

    capacity: Capacity


Members = Annotated[list[MemberSubmission], Field(min_length=1, max_length=MEMBERS_MAX)]
Criteria = Annotated[list[CriterionPlan], Field(min_length=1, max_length=CRITERIA_MAX)]


class RecusalSubmission(Input):
    """Which member stands aside from which organization, and why."""

    member_id: UUID
    organization_id: UUID
    ground: Ground
    reason: Reasoned


class Replacement(Seat):
    """Who takes a member's seat, and why."""

    reason: Reasoned


class CriterionView(View):
    """What is judged in one stage."""

    code: str
    name: str
    stage: str
    objective: bool
    max_score_hundredths: int
    min_score_hundredths: int | None


class MemberView(View):
    """Who sits or sat on the panel."""

    id: UUID
    account_id: UUID
    capacity: Capacity
    left_at: datetime | None
    left_reason: str | None


class RecusalView(View):
    """Who stands aside from which organization."""

    member_id: UUID
    organization_id: UUID
    ground: Ground
    reason: str
    declared: bool
    """By himself; otherwise it was found."""
    stated_at: datetime


class PanelView(View):
    """Who judges a call, and by what."""

    id: UUID
    version: int
    call_id: UUID
    region_id: UUID
    criteria: list[CriterionView]
    trim_from: int | None
    """From how many members on one highest and one lowest total are left out."""
    members: list[MemberView]
    recusals: list[RecusalView]


def shown(panel: Panel, members: list[PanelMember], recusals: list[Recusal]) -> Any:
    """A panel with who sits there, and who stands aside."""
    return merge(panel, members=members, recusals=recusals)
