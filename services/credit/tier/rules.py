"""The arithmetic of tiers (spec/credit.md §5): integers and months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ARREARS_CAP = 1
"""The highest tier of an organization in arrears."""

LIST_CAPS = {"abnormal": 1, "serious": 0}
"""The highest tier of an organization on one of the registry's lists."""


@dataclass(frozen=True)
class Notice:
    """An organization was told that its tier will be lowered, and from when on it may be."""

    tier: int
    due_on: date


@dataclass(frozen=True)
class Standing:
    """What a review goes by: the tier as it is, and what the organization deserves."""

    current: int
    deserved: int
    in_arrears: bool
    notice: Notice | None
    listed: str | None = None

    @property
    def cap(self) -> tuple[int, str] | None:
        """The highest tier there is for it now, and why; the strictest ground counts."""
        caps = [(ARREARS_CAP, "arrears")] if self.in_arrears else []
        if self.listed is not None:
            caps.append((LIST_CAPS[self.listed], f"listed_{self.listed}"))
        return min(caps, default=None)


@dataclass(frozen=True)
class Review:
    """What a review finds: the tier from now on, the notice that runs, and why."""

    tier: int
    notice: Notice | None
    reasons: tuple[str, ...]


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after a day's."""
    return month_of(month_of(day) + timedelta(days=31))


def window_start(today: date) -> date:
    """Where the twelve full months before this one begin; this month so far counts as well.

    So an organization need not wait for the month's end to be raised.
    """
    return month_of(today).replace(year=today.year - 1)


def tier_of(earned: int, thresholds: Sequence[int]) -> int:
    """The highest tier whose threshold is reached; T0 begins at nothing."""
    return max((tier for tier, least in enumerate(thresholds) if earned >= least), default=0)


def review(standing: Standing, *, today: date, monthly: bool, notice_days: int) -> Review:
    """Raise at once; lower only at a monthly review, after a notice; cap at once.

    The notice names the tier as it stood when it was given; what the organization deserves when
    it ends is what counts.
    """
    current, notice = standing.current, standing.notice
    reached = standing.deserved
    if standing.cap is not None:
        highest, reason = standing.cap
        reached = min(reached, highest)
        if current > highest:
            lower = notice is not None and notice.tier < highest
            return Review(highest, notice if lower else None, (reason,))
    if reached >= current:
        return Review(reached, None, ("earned",) if reached > current else ())
    if not monthly:
        return Review(current, notice, ())
    if notice is None:
        due = today + timedelta(days=notice_days)
        return Review(current, Notice(reached, due), ("notice",))
    over = today >= notice.due_on
    return Review(reached, None, ("lowered",)) if over else Review(current, notice, ())
