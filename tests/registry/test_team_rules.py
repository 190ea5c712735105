import math
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.team.rules import able, in_shift, unverified
from shared.clock import LOCAL
from shared.coordinates import from_gcj02, to_gcj02

DAY = {"weekdays": [1, 2, 3, 4, 5], "start": "08:00", "end": "18:00"}
NIGHT = {"weekdays": [5], "start": "20:00", "end": "06:00"}
FRIDAY = date(2026, 3, 6)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("start", "minutes", "on_duty"),
    [
        (at(6, 8), 600, True),
        (at(6, 8), 601, False),
        (at(6, 7, 59), 10, False),
        (at(6, 17, 30), 30, True),
        (at(6, 17, 31), 30, False),
        (at(7, 9), 30, False),  # a Saturday
        (at(6, 22), 240, True),  # over midnight, in the night shift
        (at(7, 5), 60, True),  # Saturday morning, in the shift that began on Friday
        (at(7, 5), 61, False),
        (at(6, 5), 30, False),  # Friday morning: no shift began on Thursday evening
        (at(6, 17), 240, False),  # from one shift into the other is in neither
    ],
)
def test_the_whole_time_lies_in_one_shift(start: datetime, minutes: int, on_duty: bool) -> None:
    assert in_shift([DAY, NIGHT], start, minutes) is on_duty


def test_a_skill_counts_while_an_active_member_can_prove_it() -> None:
    proof = {"skill": "plumbing", "expires_on": "2026-03-06"}
    member = {"person_id": "p", "active": True, "verified": [proof]}

    assert able([member], "plumbing", FRIDAY)
    assert not able([member], "plumbing", date(2026, 3, 7))
    assert not able([member | {"active": False}], "plumbing", FRIDAY)
    assert not able([member], "bathing", FRIDAY)
    assert unverified(["plumbing", "bathing"], [member], FRIDAY) == ["bathing"]


@given(latitude=st.floats(18, 53), longitude=st.floats(74, 134))
def test_a_declared_gcj02_point_is_brought_back_to_within_a_meter(
    latitude: float, longitude: float
) -> None:
    back = from_gcj02(*to_gcj02(latitude, longitude))

    assert math.isclose(back[0], latitude, abs_tol=1e-5)
    assert math.isclose(back[1], longitude, abs_tol=1e-5)
