"""The only place that reads the clock; everything else is told the time.

The time is the database's, so that all processes judge a deadline by one clock. A process asks for
it again and again (`shared/timekeeping.py`) and carries it on by the monotonic clock, which nobody
sets: neither a step nor a drift of a machine's clock changes what is early and what is late.
"""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
"""Where legal dates and working hours are judged."""


def day_of(moment: datetime) -> date:
    """The legal day that a moment lies in."""
    return moment.astimezone(LOCAL).date()


def midnight(day: date) -> datetime:
    """When a legal day begins."""
    return datetime.combine(day, datetime.min.time(), LOCAL)


def machine() -> datetime:
    """What this machine's clock says: where a process begins, and how wrong it is."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


class _Carried:
    """The time when the monotonic clock was zero."""

    zero = machine() - timedelta(seconds=time.monotonic())
    told = False


def now() -> datetime:
    """The current time in UTC."""
    return _Carried.zero + timedelta(seconds=time.monotonic())


def is_told() -> bool:
    """Whether a database has told this process the time."""
    return _Carried.told


def follow(told: datetime, *, before: datetime, after: datetime) -> None:
    """Go by what the database told between two moments of ours; nothing moves if it fits."""
    _Carried.told = True
    if not before <= told <= after:
        _Carried.zero += told - (before + (after - before) / 2)
