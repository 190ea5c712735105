"""The arithmetic of satisfaction (spec/needs.md §2.8): counts in, rates out."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import sqrt
from typing import Any

from shared.clock import midnight

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: bounds hold with 95 % confidence."""

RATE_PLACES = 6

SATISFIED_SCORE = 4
"""A score from which a resident counts as satisfied."""

COUNTED = ("asked", "answered", "flagged", "contacted", "solved", "partly", "satisfied")
PERIOD = ("since", "until")

ENOUGH = 10
"""Fewer answers than this say nothing about an organization: no rank."""

TELLABLE = 5
"""Fewer answers than this would tell what single residents said (§2.8: cells below 5)."""


Month = Mapping[str, Any]
"""What was asked and answered in a month that is over, and its first day, the `month`."""


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


def runs(months: Iterable[Month]) -> list[list[Month]]:
    """Months in their order, so many together that none tells what single residents said.

    The last ones wait for more. What was told once stays so, and what two periods tell apart is
    made of whole runs.
    """
    found: list[list[Month]] = []
    waiting: list[Month] = []
    for month in months:
        waiting.append(month)
        if sum(one["answered"] for one in waiting) >= TELLABLE:
            found.append(waiting)
            waiting = []
    return found


def told(months: Iterable[Month], *, since: datetime, until: datetime) -> dict[str, Any]:
    """What may be told of a period: the runs that lie in it, added up, and where they lie."""
    inside = [
        month
        for run in runs(months)
        if since <= midnight(run[0]["month"]) and midnight(after(run[-1]["month"])) <= until
        for month in run
    ]
    counted = {name: sum(month[name] for month in inside) for name in COUNTED}
    named = [month["month"] for month in inside]
    place = {"since": named[0], "until": after(named[-1])} if named else dict.fromkeys(PERIOD)
    return place | rates(counted)


def after(month: date) -> date:
    """The first day of the month after one."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)


def rates(counted: Mapping[str, int]) -> dict[str, Any]:
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
