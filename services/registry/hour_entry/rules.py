"""What can be recorded of somebody's time; spec/registry.md §2.11."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from services.registry.hour_entry.errors import HoursOverlap, TimesWrong, TooMuchADay
from shared.clock import LOCAL, day_of, midnight

HOURS_MAX = 24
"""Of one entry: whoever serves longer is recorded day by day."""
MINUTE = timedelta(minutes=1)


class Served(NamedTuple):
    """Time from one moment to another, and how many minutes of it were service."""

    started_at: datetime
    ended_at: datetime
    minutes: int


def check_times(served: Served, *, pointer: str, at: datetime) -> None:
    """Refuse times that cannot be right."""
    lasted = served.ended_at - served.started_at
    fits = timedelta() < lasted <= timedelta(hours=HOURS_MAX) and served.ended_at <= at
    if not fits or served.minutes * MINUTE > lasted:
        raise TimesWrong(pointer, hours_max=HOURS_MAX)


def is_late(served: Served, *, days: int, at: datetime) -> bool:
    """Whether it began more days ago than who records may certify alone."""
    return day_of(served.started_at) < day_of(at) - timedelta(days=days)


def by_day(served: Served) -> dict[date, int]:
    """The minutes of each legal day that it touches: on none more than it lasted there."""
    found, start = {}, served.started_at.astimezone(LOCAL)
    while start < served.ended_at:
        day = start.date()
        end = min(served.ended_at, midnight(day + timedelta(days=1)))
        found[day] = min(served.minutes, -(-(end - start) // MINUTE))
        start = end.astimezone(LOCAL)
    return found


def check_beside(
    served: Served, others: Iterable[Served], *, pointer: str, minutes_max: int
) -> None:
    """Refuse time that is recorded already, and days on which nobody serves for so long."""
    days = Counter(by_day(served))
    for other in others:
        if other.started_at < served.ended_at and served.started_at < other.ended_at:
            raise HoursOverlap(pointer)
        days.update({day: minutes for day, minutes in by_day(other).items() if day in days})
    for day, minutes in sorted(days.items()):
        if minutes > minutes_max:
            raise TooMuchADay(pointer, day=day.isoformat(), minutes_max=minutes_max)
