"""What a panel must be like, and what it judges by; scores in hundredths of a point."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.procurement.evaluation.rules import WHOLE
from services.procurement.panel.errors import CriteriaNotWhole, CriterionTwice, PanelMalformed
from services.procurement.panel.states import Capacity


@dataclass(frozen=True)
class Criterion:
    """What is judged in one stage; an objective one is a fact that all see alike."""

    code: str
    name: str
    stage: str
    objective: bool
    max_score_hundredths: int
    min_score_hundredths: int | None = None
    """A candidate whose mean is below it fails, whatever its total."""


@dataclass(frozen=True)
class Size:
    """What a panel must be like; it is always odd in number."""

    least: int
    wanted: Mapping[Capacity, int]
    """At least so many of each."""
    experts_bp: int = 0
    """At least this share of all are experts."""


def check_criteria(criteria: Sequence[Criterion], *, place: str) -> None:
    """The maxima of each stage are 100.00 together, and no code stands twice."""
    codes = [one.code for one in criteria]
    for number, code in enumerate(codes):
        if code in codes[:number]:
            raise CriterionTwice(f"{place}/{number}/code", code=code)
    for stage in dict.fromkeys(one.stage for one in criteria):
        maxima = sum(one.max_score_hundredths for one in criteria if one.stage == stage)
        if maxima != WHOLE:
            raise CriteriaNotWhole(place, stage=stage, maxima_hundredths=maxima)


def check_size(capacities: Sequence[Capacity], size: Size, *, place: str) -> None:
    """Refuse a panel that is too small, even, or lacks somebody it needs."""
    seated = Counter(capacities)
    missing = [one for one, least in size.wanted.items() if seated[one] < least]
    experts = seated[Capacity.EXPERT] * WHOLE < len(capacities) * size.experts_bp
    if experts and Capacity.EXPERT not in missing:
        missing.append(Capacity.EXPERT)
    if missing or len(capacities) < size.least or len(capacities) % 2 == 0:
        raise PanelMalformed(place, members=len(capacities), least=size.least, missing=[*missing])
