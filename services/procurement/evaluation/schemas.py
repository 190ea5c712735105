"""Evaluations as the API takes and shows them; scores in hundredths of a point."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.procurement.evaluation.model import Evaluation, EvaluationPart
from services.procurement.evaluation.rules import WHOLE, Indicator
from services.procurement.evaluation.states import (
    EvaluationAction,
    EvaluationState,
    Grade,
    Part,
    Phase,
    ResidentFlag,
)
from shared.schemas import Input, Text, View, Words, merge

INDICATORS_MAX = 100
LOGS_MAX = 500
Hundredths = Annotated[int, Field(ge=0, le=WHOLE, strict=True, examples=[2400])]


class NewEvaluation(Input):
    """Which phase is evaluated."""

    phase: Phase


class IndicatorGiven(Input):
    """One thing that is judged; the maxima of all are 10000 together: 100.00 points."""

    name: Annotated[Words, Field(max_length=100, examples=["服务质量"])]
    max_score: Hundredths
    score: Hundredths


class PartGivenBody(Input):
    """One party's word."""

    indicators: Annotated[list[IndicatorGiven], Field(min_length=1, max_length=INDICATORS_MAX)]
    log_ids: Annotated[list[UUID], Field(max_length=LOGS_MAX)]
    """The sampled logs it was judged by."""
    comment: Annotated[Text, Field(max_length=4000)]

    def given(self) -> dict[str, Any]:
        """What is said, for the use case."""
        return {
            "indicators": [Indicator(**one.model_dump()) for one in self.indicators],
            "log_ids": [*dict.fromkeys(self.log_ids)],
            "comment": self.comment,
        }


class Waiver(Input):
    """Why no resident's word is needed."""

    reason: Annotated[Words, Field(min_length=10, max_length=500)]


class IndicatorView(View):
    """One thing that was judged."""

    name: str
    max_score: int
    score: int


class PartView(View):
    """One party's word."""

    part: Part
    score: int
    indicators: list[IndicatorView]
    log_ids: list[UUID]
    comment: str
    evaluator_organization_id: UUID | None
    given_at: datetime


class EvaluationSummary(View):
    """An evaluation in a list; scores in hundredths of a point, weights in basis points."""

    id: UUID
    version: int
    contract_id: UUID
    project_id: UUID
    organization_id: UUID
    phase: Phase
    round_no: int
    opened_at: datetime
    state: EvaluationState
    actions: list[EvaluationAction]
    beneficiaries: int | None
    responses: int | None
    needed: int | None
    """Answers that make the residents' part valid."""
    residents_score: int | None
    weights: dict[str, int]
    score: int | None
    grade: Grade | None
    share_bp: int | None
    flags: list[ResidentFlag]
    record_sha256: str
    finalized_at: datetime | None
    waiver_reason: str | None


class EvaluationView(EvaluationSummary):
    """An evaluation with what the parties said."""

    given: list[Part]
    """Who has spoken; what they said is shown when the evaluation is final."""
    parts: list[PartView]


def shown(evaluation: Evaluation, parts: list[EvaluationPart]) -> Any:
    """The evaluation with its parts; nobody sees another's word before all are in."""
    final = evaluation.state is EvaluationState.FINALIZED
    given = [part.part for part in parts]
    return merge(evaluation, given=given, parts=parts if final else [])
