"""Reviews as the API takes and shows them; scores in hundredths of a point."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.procurement.panel.schemas import CRITERIA_MAX, Reasoned
from services.procurement.review.model import Review, ScoreSheet
from services.procurement.review.states import ReviewAction, ReviewState
from shared.schemas import Input, View, merge

Points = Annotated[int, Field(strict=True, examples=[2400])]


class ScoreGiven(Input):
    """What is given for one criterion, and why."""

    code: str
    score: Points
    reason: Reasoned


class SheetSubmission(Input):
    """What a member gives a candidate: a score for each criterion of the stage."""

    candidate_id: UUID
    scores: Annotated[list[ScoreGiven], Field(min_length=1, max_length=CRITERIA_MAX)]


class Correction(Input):
    """Another score for one criterion of a candidate, or the same once more to confirm it."""

    candidate_id: UUID
    code: str
    score: Points
    reason: Reasoned


class SignatureSubmission(Input):
    """A signature; who dissents from the report says why."""

    dissent: Reasoned | None = None


class CandidateView(View):
    """Who is judged."""

    candidate_id: UUID
    organization_id: UUID


class LockView(View):
    """Who has locked his scores."""

    member_id: UUID
    at: datetime


class ScoreView(View):
    """What was given for one criterion, and why."""

    code: str
    score: int
    reason: str


class CorrectionView(View):
    """Which score was looked at again, and what it was before."""

    code: str
    before: int
    at: datetime


class SheetView(View):
    """What one member gives one candidate."""

    member_id: UUID
    candidate_id: UUID
    scores: list[ScoreView]
    corrections: list[CorrectionView]


class RankView(View):
    """Where a candidate came."""

    candidate_id: UUID
    totals: list[int]
    """What each member gave it, the highest first; nobody is named."""
    total: int
    below: list[str]
    """The criteria whose least score it missed."""
    rank: int


class SignatureView(View):
    """Who has signed the report."""

    member_id: UUID
    at: datetime
    dissent: str | None


class ReviewSummary(View):
    """One stage of a panel's review in a list."""

    id: UUID
    version: int
    panel_id: UUID
    stage: str
    candidates: list[CandidateView]
    locks: list[LockView]
    ranking: list[RankView]
    signatures: list[SignatureView]
    record_sha256: str
    state: ReviewState
    actions: list[ReviewAction]


class ReviewView(ReviewSummary):
    """One stage of a panel's review, with the sheets that may be seen."""

    sheets: list[SheetView]


def shown(review: Review, sheets: list[ScoreSheet]) -> Any:
    """A review with the sheets in the caller's sight."""
    return merge(review, sheets=sheets)
