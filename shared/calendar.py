"""The working days of the State Council's calendar, 调休 included.

The days are data (data/calendar.json, with a version and a source), a year of them at a time. A
year whose notice is not out yet is `provisional`: its statutory days are known, the weekends that
will be worked for them are not. A year that is not loaded is refused, never guessed.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, NamedTuple

from shared.errors import Conflict

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(eq=False)
class CalendarNotLoaded(Conflict):
    """The working-day calendar does not reach that year."""

    year: int

    zh: ClassVar[str] = "尚未载入 {year} 年的工作日历，请联系平台管理员载入后再试。"
    en: ClassVar[str] = "The working-day calendar of {year} is not loaded; ask an administrator."


class WorkingDay(NamedTuple):
    """A day counted out, and whether a year's notice may still move it."""

    day: date
    provisional: bool


@dataclass(frozen=True)
class _Year:
    provisional: bool
    weekdays_off: frozenset[date]
    weekends_worked: frozenset[date]


def version() -> str:
    """The version of the calendar in use; stored beside what was computed with it."""
    loaded: str = _file()["version"]
    return loaded


def is_provisional(year: int) -> bool:
    """Whether the year's notice is still to come; refuses a year that is not loaded."""
    return _year(year).provisional


def is_working_day(day: date) -> bool:
    """Whether offices are open; refuses a year that is not loaded."""
    year = _year(day.year)
    if day.weekday() < SATURDAY:
        return day not in year.weekdays_off
    return day in year.weekends_worked


def add_working_days(day: date, count: int) -> WorkingDay:
    """The `count`-th working day after `day`, which itself is not counted."""
    assert count > 0
    provisional = False
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
        provisional |= is_provisional(day.year)
    return WorkingDay(day, provisional)


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`."""
    days = range(1, (end - start).days + 1)
    return sum(is_working_day(start + timedelta(days=passed)) for passed in days)


@cache
def _file() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (files("shared") / "data" / "calendar.json").read_text("utf-8")
    )
    return loaded


@cache
def _year(year: int) -> _Year:
    if str(year) not in _file()["years"]:
        raise CalendarNotLoaded(year)
    loaded = _file()["years"][str(year)]
    return _Year(
        provisional=loaded["status"] == "provisional",
        weekdays_off=frozenset(map(date.fromisoformat, loaded["weekdays_off"])),
        weekends_worked=frozenset(map(date.fromisoformat, loaded["weekends_worked"])),
    )
