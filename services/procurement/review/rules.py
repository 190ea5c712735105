"""The arithmetic of a review: hundredths of a point, every division rounded half up (§2.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.procurement.evaluation.rules import WHOLE, half_up
from services.procurement.panel.rules import Criterion
from services.procurement.review.errors import ScoreOutOfBand, ScoresIncomplete


@dataclass(frozen=True)
class Mark:
    """What one member, who does not stand aside, gave one candidate."""

    member_id: UUID
    candidate_id: UUID
    scores: Mapping[str, int]

    @property
    def total(self) -> int:
        """All its points together."""
        return sum(self.scores.values())


@dataclass(frozen=True)
class Result:
    """Where a candidate came; `below` are the criteria whose least score it missed."""

    candidate_id: UUID
    totals: tuple[int, ...]
    """What each member gave it, the highest first; nobody is named."""
    total: int
    below: tuple[str, ...]


def check_scores(scores: Sequence[tuple[str, int]], criteria: Sequence[Criterion]) -> None:
    """Every criterion has one score, within its band."""
    known = {one.code: one for one in criteria}
    if sorted(code for code, _ in scores) != sorted(known):
        raise ScoresIncomplete("/scores", codes=[*known])
    for number, (code, score) in enumerate(scores):
        most = known[code].max_score_hundredths
        if not 0 <= score <= most:
            raise ScoreOutOfBand(f"/scores/{number}/score", code, max_score_hundredths=most)


def mismatches(marks: Sequence[Mark], criteria: Sequence[Criterion]) -> list[tuple[UUID, str]]:
    """The objective criteria of candidates that not every member scored alike."""
    objective = [one.code for one in criteria if one.objective]
    return [
        (candidate, code)
        for candidate in dict.fromkeys(one.candidate_id for one in marks)
        for code in objective
        if len({one.scores[code] for one in marks if one.candidate_id == candidate}) > 1
    ]


def outliers(
    marks: Sequence[Mark], criteria: Sequence[Criterion], *, limit_bp: int
) -> list[tuple[UUID, UUID, str]]:
    """Member, candidate and criterion of each score further from the others' mean than the limit.

    The limit is a share of the criterion's maximum; at the very limit it is none.
    """
    found = []
    for mark in marks:
        others = [
            one
            for one in marks
            if one.candidate_id == mark.candidate_id and one.member_id != mark.member_id
        ]
        for criterion in criteria if others else ():
            sum_of_others = sum(one.scores[criterion.code] for one in others)
            off = abs(mark.scores[criterion.code] * len(others) - sum_of_others)
            if off * WHOLE > limit_bp * criterion.max_score_hundredths * len(others):
                found.append((mark.member_id, mark.candidate_id, criterion.code))
    return found


def mean(totals: Sequence[int], *, trim_from: int | None) -> int:
    """The mean; of `trim_from` totals or more, one highest and one lowest are left out."""
    counted = sorted(totals)
    if trim_from is not None and len(counted) >= trim_from:
        counted = counted[1:-1]
    return half_up(sum(counted), len(counted))


def result_of(
    candidate_id: UUID,
    marks: Sequence[Mark],
    criteria: Sequence[Criterion],
    *,
    trim_from: int | None,
) -> Result:
    """What the members' scores for one candidate, of which there are some, come to."""
    totals = tuple(sorted((one.total for one in marks), reverse=True))
    below = tuple(
        one.code
        for one in criteria
        if one.min_score_hundredths is not None
        and sum(mark.scores[one.code] for mark in marks) < one.min_score_hundredths * len(marks)
    )
    return Result(candidate_id, totals, mean(totals, trim_from=trim_from), below)


def ranks(totals: Sequence[int]) -> list[int]:
    """The place of each by its rounded total; who has as much has the same place."""
    return [1 + sum(other > total for other in totals) for total in totals]


def organizations_of(candidates: Sequence[dict[str, Any]]) -> dict[UUID, UUID]:
    """Whose each candidate is."""
    return {UUID(one["candidate_id"]): UUID(one["organization_id"]) for one in candidates}
