"""The State Council's calendar: golden vectors of the needs specification."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import calendar
from shared.calendar import (
    CalendarNotLoaded,
    add_working_days,
    is_working_day,
    working_days_between,
)

LOADED = st.dates(date(2018, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2026, 9, 17), 3, date(2026, 9, 21)),
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2025, 1, 24), 5, date(2025, 2, 7)),
    ],
)
def test_working_days_are_counted_over_holidays_and_worked_weekends(
    day: date, count: int, expected: date
) -> None:
    assert add_working_days(day, count) == (expected, False)


def test_a_day_in_a_year_without_its_notice_is_provisional() -> None:
    assert add_working_days(date(2026, 12, 29), 5) == (date(2027, 1, 6), True)


def test_a_day_counted_out_before_that_year_is_final() -> None:
    assert add_working_days(date(2026, 12, 29), 2) == (date(2026, 12, 31), False)


def test_a_weekend_worked_for_a_holiday_is_a_working_day() -> None:
    assert is_working_day(date(2026, 10, 10))
    assert is_working_day(date(2026, 2, 14))


def test_a_holiday_on_a_weekday_is_none() -> None:
    assert not is_working_day(date(2026, 10, 5))
    assert not is_working_day(date(2026, 2, 23))


@pytest.mark.parametrize("year", [2017, 2028])
def test_a_year_that_is_not_loaded_is_refused(year: int) -> None:
    with pytest.raises(CalendarNotLoaded) as refused:
        is_working_day(date(year, 6, 1))

    assert refused.value.year == year


def test_counting_beyond_the_loaded_years_is_refused() -> None:
    with pytest.raises(CalendarNotLoaded):
        add_working_days(date(2027, 12, 1), 40)


def test_every_exception_of_the_file_is_one() -> None:
    loaded = calendar._file()["years"]
    for year, days in loaded.items():
        off = [date.fromisoformat(day) for day in days["weekdays_off"]]
        worked = [date.fromisoformat(day) for day in days["weekends_worked"]]

        assert all(str(day.year) == year for day in off + worked)
        assert all(day.weekday() < calendar.SATURDAY for day in off)
        assert all(day.weekday() >= calendar.SATURDAY for day in worked)
    assert [*loaded] == [str(year) for year in range(2018, 2028)]


@given(LOADED, st.integers(1, 60))
def test_counting_out_and_counting_back_agree(day: date, count: int) -> None:
    reached, _ = add_working_days(day, count)

    assert is_working_day(reached)
    assert working_days_between(day, reached) == count
    assert working_days_between(day, reached - timedelta(days=1)) == count - 1
