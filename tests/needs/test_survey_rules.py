from datetime import datetime, timedelta
from uuid import UUID

import pytest

from services.needs.survey.rules import Flag, flags, rates, wilson_lower

SERVED = datetime.fromisoformat("2026-03-02T10:00:00+08:00")


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


def test_few_answers_are_insufficient_and_none_give_no_rate() -> None:
    counted = dict.fromkeys(
        ("asked", "answered", "flagged", "contacted", "solved", "partly", "satisfied"), 9
    )

    assert not rates(counted)["sufficient"]
    assert rates(dict.fromkeys(counted, 0))["satisfaction"] == {
        "yes": 0,
        "rate": None,
        "lower_bound": None,
    }


def test_an_answer_within_a_minute_or_from_the_team_is_flagged() -> None:
    def found(seconds: int, person: int, household: int) -> list[Flag]:
        return flags(
            served_at=SERVED,
            answered_at=SERVED + timedelta(seconds=seconds),
            person_id=UUID(int=person),
            household_id=UUID(int=household),
            team_people=[UUID(int=1)],
            team_households=[UUID(int=2)],
            too_fast=timedelta(seconds=60),
        )

    assert found(60, 8, 9) == []
    assert found(59, 8, 9) == [Flag.TOO_FAST]
    assert found(60, 1, 9) == [Flag.TEAM_HOUSEHOLD]
    assert found(60, 8, 2) == [Flag.TEAM_HOUSEHOLD]
