"""How long something may take, and when it is therefore due.

`wall` hours run around the clock. `work` hours run on working days, 09:00-12:00 and 13:30-17:30
in Asia/Shanghai. Working days (`wd`) are counted from the day after the start, and end at 17:30.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared import calendar
from shared.clock import LOCAL, day_of
from shared.wording import wrong

VALUE_MAX = 100_000
"""The largest count of any unit; 100,000 days are far beyond every calendar."""

SHIFTS = ((time(9), time(12)), (time(13, 30), time(17, 30)))
"""The hours in which `work` time runs, on a working day."""

CLOSING = time(17, 30)
"""When a deadline counted in working days ends."""


class Due(NamedTuple):
    """A deadline, and whether a calendar notice still to come may move it."""

    at: datetime
    provisional: bool


class Duration(BaseModel):
    """A length of time as a policy states it: `{"value": 4, "unit": "h", "hours": "work"}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Annotated[int, Field(gt=0, le=VALUE_MAX, strict=True)]
    unit: Literal["s", "min", "h", "day", "wd"]
    hours: Literal["wall", "work"] = "wall"

    @model_validator(mode="after")
    def _work_runs_in_hours(self) -> "Duration":
        if self.hours == "work" and self.unit not in ("min", "h"):
            raise wrong(
                "只有 min、h 可以按工作时间（work）计算", "only min and h can be working time"
            )
        return self

    @property
    def length(self) -> timedelta:
        """The running time of anything but working days."""
        words = {"s": "seconds", "min": "minutes", "h": "hours", "day": "days"}
        return timedelta(**{words[self.unit]: self.value})


class Span(Duration):
    """A running time: where it is measured nobody waits for offices to open."""

    unit: Literal["s", "min", "h", "day"]
    hours: Literal["wall"] = "wall"


def due(start: datetime, duration: Duration) -> Due:
    """When the duration that begins at `start` is over; an instant in Asia/Shanghai."""
    local = start.astimezone(LOCAL)
    if duration.unit == "wd":
        day, provisional = calendar.add_working_days(local.date(), duration.value)
        return Due(datetime.combine(day, CLOSING, LOCAL), provisional)
    if duration.hours == "wall":
        return Due(local + duration.length, provisional=False)
    return _after_working(local, duration.length)


def due_after_pause(planned: Due, duration: Duration, paused: datetime, resumed: datetime) -> Due:
    """The deadline once a pause is over.

    Working days shift by the working days of the pause, its first day not counted and its last
    one counted; everything else by the running time the pause took.
    """
    assert paused <= resumed
    if duration.unit == "wd":
        first, last = day_of(paused), day_of(resumed)
        days = calendar.working_days_between(first, last)
        if days == 0:
            return planned
        day, provisional = calendar.add_working_days(day_of(planned.at), days)
        return Due(datetime.combine(day, CLOSING, LOCAL), planned.provisional or provisional)
    if duration.hours == "wall":
        return Due(planned.at + (resumed - paused), planned.provisional)
    at, provisional = _after_working(planned.at, working_time_between(paused, resumed))
    return Due(at, planned.provisional or provisional)


def working_time_between(start: datetime, end: datetime) -> timedelta:
    """The working time that passes from `start` to `end`."""
    worked = timedelta()
    for opens, closes in _shifts_from(day_of(start)):
        if opens >= end:
            return worked
        worked += max(min(closes, end) - max(opens, start), timedelta())
    raise AssertionError("a calendar that ends refuses first")


def _after_working(start: datetime, left: timedelta) -> Due:
    provisional = False
    for opens, closes in _shifts_from(day_of(start)):
        provisional |= calendar.is_provisional(opens.year)
        begins = max(opens, start)
        if begins + left <= closes:
            return Due(begins + left, provisional)
        left -= max(closes - begins, timedelta())
    raise AssertionError("a calendar that ends refuses first")


def _shifts_from(day: date) -> Iterator[tuple[datetime, datetime]]:
    while True:
        if calendar.is_working_day(day):
            for opens, closes in SHIFTS:
                yield datetime.combine(day, opens, LOCAL), datetime.combine(day, closes, LOCAL)
        day += calendar.ONE_DAY
