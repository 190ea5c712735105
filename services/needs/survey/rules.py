"""The arithmetic of satisfaction (spec/needs.md §2.8): counts in, rates out."""

from datetime import timedelta
from enum import StrEnum
from math import sqrt
from typing import Any

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: bounds hold with 95 % confidence."""

RATE_PLACES = 6

SATISFIED_SCORE = 4
"""A score from which a resident counts as satisfied."""

ENOUGH = 10
"""Fewer answers than this say nothing about an organization: no rank."""

TELLABLE = 5
"""Fewer answers than this would tell what single residents said (§2.8: cells below 5)."""


class Solved(StrEnum):
    """Whether the matter itself is settled, asked apart from the score."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Flag(StrEnum):
    """Why an answer waits for review before it weighs anything; it is never deleted."""

    TOO_FAST = "too_fast"
    TEAM_HOUSEHOLD = "team_household"


def wilson_lower(yes: int, n: int) -> float:
    """Lower end of the Wilson 95 % interval of yes/n, rounded to 6 places."""
    assert 0 <= yes <= n
    assert n > 0
    share = yes / n
    middle = share + Z * Z / (2 * n)
    spread = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return round(max(0.0, (middle - spread) / (1 + Z * Z / n)), RATE_PLACES)


def flags(*, since_served: timedelta, too_fast: timedelta, of_the_team: bool) -> list[Flag]:
    """What makes an answer doubtful: haste, or that he or his household is of the team's people."""
    found = {
        Flag.TOO_FAST: since_served < too_fast,
        Flag.TEAM_HOUSEHOLD: of_the_team,
    }
    return [flag for flag, holds in found.items() if holds]


def rates(counted: dict[str, int]) -> dict[str, Any]:
    """The three rates of an organization with n, coverage and lower bounds (§2.8).

    Of few answers nothing is told but how many they are. `partly` is a figure of its own and
    never part of the resolution rate.
    """
    n = counted["answered"]
    named = {
        "response": "contacted",
        "resolution": "solved",
        "partly": "partly",
        "satisfaction": "satisfied",
    }
    return {
        "asked": counted["asked"],
        "answered": n,
        "flagged": counted["flagged"],
        "coverage": share(n, counted["asked"]),
        "sufficient": n >= ENOUGH,
        **{name: _rate(counted[source], n) for name, source in named.items()},
    }


def share(part: int, whole: int) -> float | None:
    """A part of a whole, rounded to 6 places; None of nothing."""
    return round(part / whole, RATE_PLACES) if whole else None


def _rate(yes: int, n: int) -> dict[str, Any]:
    if n < TELLABLE:
        return {"yes": None, "rate": None, "lower_bound": None}
    return {"yes": yes, "rate": share(yes, n), "lower_bound": wilson_lower(yes, n)}
