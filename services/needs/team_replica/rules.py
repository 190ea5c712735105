"""When a team works: shifts and moments in, yes or no out."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any


def on_shift(shifts: Iterable[dict[str, Any]], start: datetime, end: datetime) -> bool:
    """Whether any shift touches the time from `start` to `end`, both in local time."""
    for shift in shifts:
        opens, closes = time.fromisoformat(shift["start"]), time.fromisoformat(shift["end"])
        day = start.date() - timedelta(days=1)  # a shift over midnight began the day before
        while day <= end.date():
            first = datetime.combine(day, opens, start.tzinfo)
            last = datetime.combine(day, closes, start.tzinfo)
            if closes <= opens:
                last += timedelta(days=1)
            if day.isoweekday() in shift["weekdays"] and first <= end and start < last:
                return True
            day += timedelta(days=1)
    return False
