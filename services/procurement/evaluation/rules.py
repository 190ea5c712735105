"""The arithmetic of an evaluation (spec/procurement.md §2.5).

Scores are hundredths of a point, 0 … 10000; every division rounds half up (§2.4).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.procurement.evaluation.errors import IndicatorsNotWhole
from services.procurement.evaluation.states import Grade

WHOLE = 10_000
"""100.00 points in hundredths, and all of something in basis points."""

RESPONSES_MIN = 30
RESPONSES_DIVISOR = 20
"""5 %: one beneficiary in twenty."""

RATING_TO_SCORE = 2_000
"""One step of a resident's rating 1 … 5, in hundredths of a point: 5 is 100.00."""

RECTIFICATION = timedelta(days=30)
"""A first failure may be evaluated once more within this time."""

ROUNDS_MAX = 2


@dataclass(frozen=True)
class Indicator:
    """One thing that was judged."""

    name: str
    max_score: int
    score: int


@dataclass(frozen=True)
class Residents:
    """How many were served, how many of them answered, and the sum of their ratings."""

    beneficiaries: int
    responses: int
    ratings: int

    @property
    def needed(self) -> int:
        """How many answers make the residents' part valid."""
        twentieth = -(-self.beneficiaries // RESPONSES_DIVISOR)
        return min(self.beneficiaries, max(RESPONSES_MIN, twentieth))

    @property
    def valid(self) -> bool:
        """Whether enough answered; of nobody, nothing is known."""
        return self.responses > 0 and self.responses >= self.needed

    @property
    def score(self) -> int | None:
        """The mean rating as points; None when nobody answered."""
        if self.responses == 0:
            return None
        return half_up(self.ratings * RATING_TO_SCORE, self.responses)

    @property
    def rating(self) -> int | None:
        """The mean rating 1 … 5, for the credit bank; None when too few answered."""
        return half_up(self.ratings, self.responses) if self.valid else None


@dataclass(frozen=True)
class Weights:
    """What each party's word weighs, in basis points."""

    government: int
    third_party: int
    residents: int


@dataclass(frozen=True)
class Scale:
    """From how many points on which grade is given, and what share of the quantity it pays."""

    thresholds: tuple[int, int, int]
    """For excellent, good, pass."""
    shares_bp: tuple[int, int, int, int]
    """For excellent, good, pass, fail."""

    def grade(self, score: int) -> Grade:
        """The grade for a score; at the very threshold it is reached."""
        for grade, threshold in zip(Grade, self.thresholds, strict=False):
            if score >= threshold:
                return grade
        return Grade.FAIL

    def share_bp(self, grade: Grade) -> int:
        """k: the share of the delivered quantity that is paid."""
        return self.shares_bp[[*Grade].index(grade)]


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of two numbers that are not negative, rounded half up."""
    assert numerator >= 0
    assert denominator > 0
    return (2 * numerator + denominator) // (2 * denominator)


def score_of(indicators: Iterable[Indicator]) -> int:
    """The points of all indicators together; their maxima are 100.00 together."""
    judged = [*indicators]
    maxima = sum(one.max_score for one in judged)
    if maxima != WHOLE:
        raise IndicatorsNotWhole("/indicators", maxima_hundredths=maxima)
    for number, one in enumerate(judged):
        if one.score > one.max_score:
            raise IndicatorsNotWhole(f"/indicators/{number}/score", maxima_hundredths=maxima)
    return sum(one.score for one in judged)


def quality(
    weights: Weights, *, government: int, third_party: int, residents: Residents
) -> tuple[int, dict[str, int]]:
    """S and the weights it was made with.

    Without a valid residents' part its weight goes to the others in proportion to theirs; where
    these weigh nothing, alike.
    """
    parts = {
        "government": (weights.government, government),
        "third_party": (weights.third_party, third_party),
    }
    if residents.valid and residents.score is not None:
        parts["residents"] = (weights.residents, residents.score)
    if not any(weight for weight, _ in parts.values()):
        parts = {name: (1, score) for name, (_, score) in parts.items()}
    whole = sum(weight for weight, _ in parts.values())
    total = sum(weight * score for weight, score in parts.values())
    return half_up(total, whole), {name: weight for name, (weight, _) in parts.items()}


def may_rectify(
    *, round_no: int, grade: Grade | None, finalized_at: datetime, at: datetime
) -> bool:
    """Whether a failed evaluation may be repeated now."""
    first_failure = grade is Grade.FAIL and round_no < ROUNDS_MAX
    return first_failure and at < finalized_at + RECTIFICATION
