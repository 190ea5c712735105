from datetime import timedelta

import pytest

from services.needs.survey.rules import Flag, flags, rates, wilson_lower


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
