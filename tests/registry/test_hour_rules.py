"""What can be recorded of somebody's time."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.hour_entry.errors import HoursOverlap, TimesWrong, TooMuchADay
from services.registry.hour_entry.rules import Served, by_day, check_beside, check_times, is_late
from shared.clock import LOCAL

NOW = datetime(2026, 3, 31, 12, tzinfo=LOCAL)


def served(start: datetime, hours: float, minutes: int | None = None) -> Served:
    lasted = timedelta(hours=hours)
    return Served(start, start + lasted, minutes or lasted // timedelta(minutes=1))


@pytest.mark.parametrize(
    ("one", "fine"),
    [
        (served(NOW - timedelta(hours=2), 2), True),
        (served(NOW - timedelta(hours=2), 2, minutes=121), False),
        (served(NOW - timedelta(hours=2), 3), False),
        (served(NOW - timedelta(hours=2), 0, minutes=1), False),
        (served(NOW - timedelta(hours=2), -1, minutes=1), False),
        (served(NOW - timedelta(hours=30), 24), True),
        (served(NOW - timedelta(hours=30), 25), False),
    ],
)
def test_minutes_are_time_that_passed(one: Served, *, fine: bool) -> None:
    if fine:
        check_times(one, pointer="/entries/0", at=NOW)
        return
    with pytest.raises(TimesWrong):
        check_times(one, pointer="/entries/0", at=NOW)


def test_what_began_more_than_thirty_days_ago_is_late() -> None:
    days = [date(2026, 3, 1), date(2026, 2, 28)]

    late = [
        is_late(served(datetime(*day.timetuple()[:3], 9, tzinfo=LOCAL), 1), days=30, at=NOW)
        for day in days
    ]

    assert late == [False, True]


def test_a_night_counts_for_both_of_its_days() -> None:
    night = served(datetime(2026, 2, 28, 22, tzinfo=LOCAL), 8)

    assert by_day(night) == {date(2026, 2, 28): 120, date(2026, 3, 1): 360}


def test_a_day_has_sixteen_hours_even_if_they_are_cut_at_midnight() -> None:
    begun = datetime(2026, 3, 1, 6, tzinfo=LOCAL)
    night = served(begun - timedelta(hours=8), 8)  # six of them after midnight
    check = partial(check_beside, others=[night], pointer="/entries/1", minutes_max=960)

    check(served(begun, 10))

    with pytest.raises(TooMuchADay) as refused:
        check(served(begun, 10.5))
    assert (refused.value.day, refused.value.pointer) == ("2026-03-01", "/entries/1")


@given(st.integers(-300, 300), st.integers(1, 300), st.integers(1, 300))
def test_time_counts_once(offset: int, first: int, second: int) -> None:
    minute = timedelta(minutes=1)
    one = Served(NOW, NOW + first * minute, 1)
    begun = NOW + offset * minute
    other = Served(begun, begun + second * minute, 1)
    apart = offset >= first or offset + second <= 0

    if apart:
        check_beside(one, [other], pointer="", minutes_max=960)
        return
    with pytest.raises(HoursOverlap):
        check_beside(one, [other], pointer="", minutes_max=960)
