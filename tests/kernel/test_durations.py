"""Deadlines from durations: around the clock, in working hours, in working days."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.calendar import CalendarNotLoaded
from shared.clock import LOCAL
from shared.durations import (
    VALUE_MAX,
    Due,
    Duration,
    due,
    due_after_pause,
    working_time_between,
)

INSTANTS = st.datetimes(
    datetime.fromisoformat("2018-01-01"),
    datetime.fromisoformat("2026-06-30"),
    timezones=st.just(LOCAL),
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("start", "value", "expected"),
    [
        ("2026-09-30 08:00", 5, "2026-10-13 17:30"),
        ("2026-09-17 23:59", 3, "2026-09-21 17:30"),
        ("2026-02-13 12:00", 5, "2026-02-27 17:30"),
        ("2025-01-24 17:31", 5, "2025-02-07 17:30"),
    ],
)
def test_working_days_end_at_closing_time(start: str, value: int, expected: str) -> None:
    assert due(local(start), Duration(value=value, unit="wd")) == Due(local(expected), False)


def test_a_deadline_in_a_year_without_its_notice_is_provisional() -> None:
    found = due(local("2026-12-29 10:00"), Duration(value=5, unit="wd"))

    assert found == Due(local("2027-01-06 17:30"), True)


def test_the_start_day_is_the_local_one() -> None:
    late_in_shanghai = datetime.fromisoformat("2026-03-02T17:00:00+00:00")  # 3 March, 01:00

    assert due(late_in_shanghai, Duration(value=1, unit="wd")).at == local("2026-03-04 17:30")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (15, "s", "2026-10-01 23:50:15"),
        (15, "min", "2026-10-02 00:05"),
        (2, "h", "2026-10-02 01:50"),
        (20, "day", "2026-10-21 23:50"),
    ],
)
def test_wall_time_runs_around_the_clock(value: int, unit: str, expected: str) -> None:
    duration = Duration.model_validate({"value": value, "unit": unit})

    assert due(local("2026-10-01 23:50"), duration) == Due(local(expected), False)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-03-02 09:00", 2, "2026-03-02 11:00"),
        ("2026-03-02 11:00", 2, "2026-03-02 14:30"),
        ("2026-03-02 11:00", 1, "2026-03-02 12:00"),
        ("2026-03-02 12:30", 4, "2026-03-02 17:30"),
        ("2026-03-02 03:00", 4, "2026-03-02 14:30"),
        ("2026-03-02 17:30", 2, "2026-03-03 11:00"),
        ("2026-03-06 16:30", 2, "2026-03-09 10:00"),
        ("2026-09-30 16:30", 2, "2026-10-08 10:00"),
        ("2026-10-09 17:00", 2, "2026-10-10 10:30"),
    ],
)
def test_working_hours_stop_for_lunch_nights_and_holidays(
    start: str, hours: int, expected: str
) -> None:
    duration = Duration(value=hours, unit="h", hours="work")

    assert due(local(start), duration) == Due(local(expected), False)


def test_working_hours_that_reach_a_year_without_its_notice_are_provisional() -> None:
    found = due(local("2026-12-31 17:00"), Duration(value=60, unit="min", hours="work"))

    assert found == Due(local("2027-01-04 09:30"), True)


def test_a_deadline_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(CalendarNotLoaded):
        due(local("2026-03-02 09:00"), Duration(value=VALUE_MAX, unit="wd"))
    with pytest.raises(CalendarNotLoaded):
        due(local("2026-03-02 09:00"), Duration(value=VALUE_MAX, unit="h", hours="work"))


@pytest.mark.parametrize(
    "bad",
    [
        {"value": 0, "unit": "h"},
        {"value": -1, "unit": "h"},
        {"value": 1.5, "unit": "h"},
        {"value": True, "unit": "h"},
        {"value": VALUE_MAX + 1, "unit": "s"},
        {"value": 1, "unit": "week"},
        {"value": 1, "unit": "wd", "hours": "work"},
        {"value": 1, "unit": "day", "hours": "work"},
        {"value": 1, "unit": "h", "zone": "UTC"},
    ],
)
def test_a_length_that_means_nothing_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Duration.model_validate(bad)


def test_a_pause_moves_working_days_by_the_working_days_it_took() -> None:
    duration = Duration(value=5, unit="wd")
    planned = due(local("2026-03-02 10:00"), duration)

    moved = due_after_pause(planned, duration, local("2026-03-03 09:00"), local("2026-03-09 16:00"))

    assert planned.at == local("2026-03-09 17:30")
    assert moved == Due(local("2026-03-13 17:30"), False)


def test_a_pause_within_one_day_moves_no_working_days() -> None:
    duration = Duration(value=5, unit="wd")
    planned = due(local("2026-03-02 10:00"), duration)

    moved = due_after_pause(planned, duration, local("2026-03-03 09:00"), local("2026-03-03 16:00"))

    assert moved == planned


def test_a_pause_moves_wall_time_by_its_length() -> None:
    duration = Duration(value=24, unit="h")
    planned = due(local("2026-10-01 10:00"), duration)

    moved = due_after_pause(planned, duration, local("2026-10-01 12:00"), local("2026-10-01 18:30"))

    assert moved == Due(local("2026-10-02 16:30"), False)


def test_a_pause_moves_working_hours_by_the_working_time_it_took() -> None:
    duration = Duration(value=4, unit="h", hours="work")
    planned = due(local("2026-03-06 09:00"), duration)

    moved = due_after_pause(planned, duration, local("2026-03-06 11:00"), local("2026-03-08 20:00"))

    assert planned.at == local("2026-03-06 14:30")
    assert moved.at == local("2026-03-09 11:00")


def test_a_pause_over_night_moves_no_working_hours() -> None:
    duration = Duration(value=4, unit="h", hours="work")
    planned = due(local("2026-03-06 13:30"), duration)

    moved = due_after_pause(planned, duration, local("2026-03-06 17:30"), local("2026-03-09 09:00"))

    assert moved == planned


@given(INSTANTS, st.integers(1, 100))
def test_the_working_time_until_a_deadline_is_the_duration(start: datetime, hours: int) -> None:
    found = due(start, Duration(value=hours, unit="h", hours="work"))

    assert working_time_between(start, found.at) == timedelta(hours=hours)


@given(INSTANTS, st.integers(1, 100), st.integers(1, 100))
def test_a_longer_duration_is_never_due_earlier(start: datetime, one: int, more: int) -> None:
    for duration in (
        {"unit": "wd"},
        {"unit": "h", "hours": "work"},
        {"unit": "h"},
    ):
        sooner = due(start, Duration.model_validate({"value": one, **duration}))
        later = due(start, Duration.model_validate({"value": one + more, **duration}))

        assert start < sooner.at < later.at
