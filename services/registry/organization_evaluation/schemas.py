"""Evaluations as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.registry.evaluation_scheme.rules import SCORE_MAX, Grade
from services.registry.organization_evaluation.states import EvaluationAction, EvaluationState
from services.registry.oversight.schemas import Evidence, Told
from shared.schemas import Day, Input, View
from shared.wording import wrong

Score = Annotated[int, Field(ge=0, le=SCORE_MAX, strict=True, examples=[910])]
ASSESSORS_MIN, ASSESSORS_MAX = 2, 15
MEMBERS_MAX = 100
Members = Annotated[int, Field(ge=1, le=MEMBERS_MAX, strict=True)]


class EvaluationApplication(Input):
    """Which organization is to be evaluated, and by which scheme."""

    organization_id: UUID
    scheme_id: UUID


class Admission(Input):
    """Whether the body is eligible, and why."""

    admitted: Annotated[bool, Field(strict=True)]
    reason: Told


class SelfReport(Input):
    """What the body says of itself, and which score it gives itself."""

    score: Score
    text: Told
    documents: Evidence


class SiteVisit(Input):
    """What the assessors found on site; they are named by their accounts."""

    visited_on: Day
    assessor_ids: Annotated[list[UUID], Field(min_length=ASSESSORS_MIN, max_length=ASSESSORS_MAX)]
    score: Score
    findings: Told

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({*self.assessor_ids}) < len(self.assessor_ids):
            raise wrong("评估人员不能重复", "names an assessor twice")
        return self


class Publication(Input):
    """Whether the grade is made public, and why; if not, it is assessed again."""

    publicized: Annotated[bool, Field(strict=True)]
    reason: Told


class EvaluationStatement(Input):
    """Why the body asks for a review."""

    text: Told


class ReviewVote(Input):
    """What the committee found: the score, and how many of all its members agreed."""

    score: Score
    votes: Members
    members: Members
    reason: Told

    @model_validator(mode="after")
    def _no_more_than_sit(self) -> Self:
        if self.votes > self.members:
            raise wrong("赞成票数不能超过委员会全体成员数", "no more agree than there are members")
        return self


class Downgrading(Input):
    """Which lesser grade holds from now on, and why."""

    grade: Grade
    reason: Told


class GradeReason(Input):
    """Why the grade is taken away."""

    reason: Told


class EvaluationView(View):
    """An evaluation; `grade` is provisional until it is granted."""

    id: UUID
    version: int
    organization_id: UUID
    region_id: UUID
    scheme_id: UUID
    name: str
    uscc: str | None
    year: int
    applied_at: datetime
    self_report: dict[str, Any] | None
    visited_on: date | None
    assessor_ids: list[UUID]
    findings: str | None
    scored_by: UUID | None
    score: int | None
    grade: Grade | None
    publicized_by: UUID | None
    publicity_ends_at: datetime | None
    appeal: str | None
    reviewed_by: UUID | None
    votes: int | None
    members: int | None
    certificate_no: str | None
    granted_on: date | None
    valid_to: date | None
    reason: str | None
    state: EvaluationState
    actions: list[EvaluationAction]


class GradeView(View):
    """A grade, as everybody may know it: one that holds, or that is made public before it does."""

    evaluation_id: UUID = Field(validation_alias="id")
    organization_id: UUID
    name: str
    uscc: str | None
    year: int
    score: int
    grade: Grade
    publicity_ends_at: datetime
    certificate_no: str | None
    granted_on: date | None
    valid_to: date | None
    state: EvaluationState
