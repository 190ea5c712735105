"""Rounds as the API takes and shows them."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.procurement.fund.schemas import Amount, Lines
from services.procurement.fund.states import Purpose
from services.procurement.panel.rules import check_criteria
from services.procurement.panel.schemas import Criteria, CriterionView, Members
from services.procurement.project.schemas import BudgetLineView
from services.procurement.round.states import RoundAction, RoundState, Stage
from shared.errors import BadValue
from shared.money import Money
from shared.schemas import Input, Instant, View, Words

SHORTLIST_MAX = 200


class RoundPlan(Input):
    """What is given for what, how it is judged, and until when one may apply."""

    title: Annotated[Words, Field(min_length=4, max_length=100, examples=["2026年公益创投"])]
    summary: Annotated[Words, Field(min_length=10, max_length=4000)]
    purpose: Purpose
    budget_lines: Lines
    cap: Amount
    """The most that one project may ask for."""
    shortlist_max: Annotated[int, Field(ge=1, le=SHORTLIST_MAX, strict=True)]
    """How many get into the roadshow."""
    criteria: Criteria
    """Of the stages `expert` and `roadshow`, 100.00 points each."""
    closes_at: Instant

    def kept(self) -> dict[str, Any]:
        """The plan as the round keeps it; refuses criteria that are not whole."""
        criteria = [one.told for one in self.criteria]
        if {one.stage for one in criteria} != {*Stage}:
            told = "评审指标须分属 expert（专家评审）、roadshow（路演）两个阶段。"
            raise BadValue("/criteria", told, "Criteria are of the stages expert and roadshow.")
        check_criteria(criteria, place="/criteria")
        plain = ("title", "summary", "purpose", "shortlist_max", "closes_at")
        return {
            **{name: getattr(self, name) for name in plain},
            "budget_lines": [line.kept for line in self.budget_lines],
            "cap_fen": self.cap.fen,
            "criteria": [asdict(one) for one in criteria],
        }


class RoundSubmission(RoundPlan):
    """A new round of a region."""

    region_id: UUID


class NeedSubmission(Input):
    """The brief that proposals may answer."""

    brief_id: UUID


class PanelSubmission(Input):
    """Who judges."""

    members: Members


class RoadshowPlan(Input):
    """Until when households vote."""

    votes_until: Instant


class NeedView(View):
    """A common demand that the round asks proposals for."""

    brief_id: UUID
    title: str
    summary: str
    households: int


class RoundView(View):
    """A round, its money and how far it has come."""

    id: UUID
    version: int
    region_id: UUID
    title: str
    summary: str
    purpose: Purpose
    budget_lines: list[BudgetLineView]
    money: Money
    cap: Money
    shortlist_max: int
    criteria: list[CriterionView]
    needs: list[NeedView]
    published_at: datetime | None
    closes_at: datetime
    votes_until: datetime | None
    determined_at: datetime | None
    publicity_ends_at: datetime | None
    record_sha256: str
    """The fingerprint of the determination."""
    ended_at: datetime | None
    end_reason: str | None
    state: RoundState
    actions: list[RoundAction]
