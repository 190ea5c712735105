from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.needs.survey.rules import (
    COUNTED,
    TELLABLE,
    Flag,
    after,
    flags,
    rates,
    told,
    wilson_lower,
)
from shared.clock import midnight


@pytest.mark.parametrize(
    ("yes", "n", "bound"), [(17, 20, 0.639581), (10, 10, 0.722467), (85, 100, 0.767164)]
)
def test_the_lower_bound_is_the_golden_one(yes: int, n: int, bound: float) -> None:
    assert wilson_lower(yes, n) == bound


def test_rates_show_what_was_asked_and_answered_and_keep_partly_apart() -> None:
    found = rates(
        {
            "asked": 25,
            "answered": 20,
            "flagged": 1,
            "contacted": 20,
            "solved": 16,
            "partly": 2,
            "satisfied": 17,
        }
    )

    assert found["coverage"] == 0.8
    assert found["sufficient"]
    assert found["resolution"] == {"yes": 16, "rate": 0.8, "lower_bound": wilson_lower(16, 20)}
    assert found["partly"]["rate"] == 0.1
    assert found["satisfaction"] == {"yes": 17, "rate": 0.85, "lower_bound": 0.639581}


def test_few_answers_are_insufficient_and_fewer_give_no_rate() -> None:
    counted = dict.fromkeys(
        ("asked", "answered", "flagged", "contacted", "solved", "partly", "satisfied"), 9
    )
    named = ("response", "resolution", "partly", "satisfaction")

    assert not rates(counted)["sufficient"]
    assert rates(dict.fromkeys(counted, 5))["satisfaction"]["yes"] == 5
    for few in (0, 1, 4):
        found = rates(dict.fromkeys(counted, few))
        assert found["answered"] == few
        assert {found[name][word] for name in named for word in found[name]} == {None}


@pytest.mark.parametrize(
    ("seconds", "of_the_team", "found"),
    [
        (60, False, []),
        (59, False, [Flag.TOO_FAST]),
        (60, True, [Flag.TEAM_HOUSEHOLD]),
        (0, True, [Flag.TOO_FAST, Flag.TEAM_HOUSEHOLD]),
    ],
)
def test_an_answer_within_a_minute_or_from_the_team_is_flagged(
    seconds: int, *, of_the_team: bool, found: list[Flag]
) -> None:
    since_served = timedelta(seconds=seconds)
    minute = timedelta(seconds=60)

    assert flags(since_served=since_served, too_fast=minute, of_the_team=of_the_team) == found


BEGUN = date(2026, 1, 1)


def month_no(number: int) -> date:
    day = BEGUN
    for _ in range(number):
        day = after(day)
    return day


def months(answers: list[int]) -> list[dict[str, Any]]:
    """What an organization's residents said month by month, all of them content."""
    return [
        dict.fromkeys(COUNTED, number) | {"month": month_no(place)}
        for place, number in enumerate(answers)
    ]


def answered(history: list[int], since: int, until: int) -> int:
    period = {"since": midnight(month_no(since)), "until": midnight(month_no(until))}
    number: int = told(months(history), **period)["answered"]
    return number


ANSWERS = st.lists(st.integers(0, 2 * TELLABLE), min_size=1, max_size=15)


@given(history=ANSWERS, data=st.data())
def test_no_two_periods_tell_what_few_residents_said(
    history: list[int], data: st.DataObject
) -> None:
    ends = st.lists(st.integers(0, len(history)), min_size=4, max_size=4)
    first, inner, later, last = sorted(data.draw(ends))

    whole, part = answered(history, first, last), answered(history, inner, later)

    assert whole - part == 0 or whole - part >= TELLABLE


@given(history=ANSWERS, more=ANSWERS)
def test_what_is_told_of_a_period_stays_when_more_months_are_over(
    history: list[int], more: list[int]
) -> None:
    period = (0, len(history))

    assert answered(history + more, *period) == answered(history, *period)


def test_months_with_few_answers_are_told_with_those_after_them() -> None:
    history = [2, 3, 7, 1]

    assert [answered(history, 0, end) for end in range(5)] == [0, 0, 5, 12, 12]
    assert answered(history, 1, 4) == 7
