"""Quorum and majority, by law and by custom (spec/needs.md §2.7): integers, never percentages.

过半数 excludes the half, 以上 includes the figure. Whoever is conflicted is in no figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shared.states import Named

RULES_VERSION = 1
"""Grows with every change of the rules below; stored with each meeting."""


class RuleSet(Named):
    """By which rules a meeting decides."""

    RESIDENTS_ASSEMBLY = "residents_assembly", "居民会议"
    COUNCIL = "council", "议事会"
    OWNERS_GENERAL = "owners_general", "业主共同决定（一般事项）"
    OWNERS_MAJOR = "owners_major", "业主共同决定（重大事项）"
    HEARING = "hearing", "听证"


OWNERS = frozenset({RuleSet.OWNERS_GENERAL, RuleSet.OWNERS_MAJOR})
"""They count heads and area (Civil Code, article 278)."""


class Outcome(Named):
    """How a meeting ended."""

    ADOPTED = "adopted", "通过"
    REJECTED = "rejected", "未通过"
    INCONCLUSIVE = "inconclusive", "未能作出决定"
    HEARD = "heard", "已听证"


class Vote(Named):
    """What a ballot says."""

    YES = "yes", "赞成"
    NO = "no", "反对"
    ABSTAIN = "abstain", "弃权"


@dataclass(frozen=True)
class Figure:
    """Heads, and their area in 0.01 m²."""

    heads: int = 0
    area: int = 0

    def __add__(self, other: "Figure") -> "Figure":
        """Both together."""
        return Figure(self.heads + other.heads, self.area + other.area)


@dataclass(frozen=True)
class Cast:
    """One number of the roll: what it weighs, whether it is there, and what it voted."""

    weight: Figure
    present: bool
    vote: Vote | None = None
    option: int | None = None
    """The option, from 1, that a yes is for."""


@dataclass(frozen=True)
class Tally:
    """A meeting, counted."""

    eligible: Figure
    present: Figure
    voters: Figure
    no: Figure
    abstain: Figure
    yes: tuple[Figure, ...]
    """By option, in the order of the notice."""


def total(figures: Iterable[Figure]) -> Figure:
    """All of them together."""
    return sum(figures, Figure())


def tally(cast: Iterable[Cast], *, options: int) -> Tally:
    """Count those that may vote; who voted is there."""
    counted = list(cast)

    def those(vote: Vote, option: int | None = None) -> Figure:
        return total(one.weight for one in counted if (one.vote, one.option) == (vote, option))

    return Tally(
        eligible=total(one.weight for one in counted),
        present=total(one.weight for one in counted if one.present or one.vote),
        voters=total(one.weight for one in counted if one.vote),
        no=those(Vote.NO),
        abstain=those(Vote.ABSTAIN),
        yes=tuple(those(Vote.YES, number + 1) for number in range(options)),
    )


def is_quorate(rule: RuleSet, count: Tally, *, least: int) -> bool:
    """Whether enough take part; `least` people make a hearing."""
    if rule is RuleSet.RESIDENTS_ASSEMBLY:
        return count.present.heads * 2 > count.eligible.heads
    if rule is RuleSet.COUNCIL:
        return count.present.heads * 3 >= count.eligible.heads * 2
    if rule in OWNERS:
        heads = count.voters.heads * 3 >= count.eligible.heads * 2
        return heads and count.voters.area * 3 >= count.eligible.area * 2
    return count.present.heads >= least


def passes(rule: RuleSet, count: Tally, yes: Figure) -> bool:
    """Whether so many are enough."""
    if rule is RuleSet.RESIDENTS_ASSEMBLY:
        return yes.heads * 2 > count.present.heads
    if rule is RuleSet.COUNCIL:
        return yes.heads * 2 > count.eligible.heads
    if rule is RuleSet.OWNERS_GENERAL:
        return yes.heads * 2 > count.voters.heads and yes.area * 2 > count.voters.area
    assert rule is RuleSet.OWNERS_MAJOR
    heads = yes.heads * 4 >= count.voters.heads * 3
    return heads and yes.area * 4 >= count.voters.area * 3


def outcome(rule: RuleSet, count: Tally, *, least: int) -> tuple[Outcome, int | None]:
    """How it ended, and for which option.

    Where the options would pass together and none does alone, the place has not decided which.
    """
    if not is_quorate(rule, count, least=least):
        return Outcome.INCONCLUSIVE, None
    if rule is RuleSet.HEARING:
        return Outcome.HEARD, None
    for number, yes in enumerate(count.yes, start=1):
        if passes(rule, count, yes):
            return Outcome.ADOPTED, number
    if passes(rule, count, total(count.yes)):
        return Outcome.INCONCLUSIVE, None
    return Outcome.REJECTED, None


def told(count: Tally) -> dict[str, Any]:
    """A tally as it is stored and shown."""

    def plain(figure: Figure) -> dict[str, int]:
        return {"heads": figure.heads, "area": figure.area}

    figures = ("eligible", "present", "voters", "no", "abstain")
    found: dict[str, Any] = {name: plain(getattr(count, name)) for name in figures}
    return found | {"yes": [plain(one) for one in count.yes]}
