"""Who cannot be erased yet."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.erasure.rules import Held, obstacles
from services.registry.erasure.states import Obstacle
from shared.durations import Duration
from shared.testing.kit import MONDAY


def duties(*held: Held) -> list[Obstacle]:
    return obstacles(held, employed=False, in_team=False, at=MONDAY)


@given(st.integers(min_value=0, max_value=6_000), st.integers(min_value=1, max_value=6_000))
def test_an_office_is_on_record_for_its_years(days: int, kept: int) -> None:
    ended = MONDAY - timedelta(days=days)

    found = duties(Held(ended - timedelta(days=1), ended, Duration(value=kept, unit="day")))

    assert found == ([Obstacle.DUTY] if days < kept else [])


def test_an_office_that_never_began_leaves_nothing() -> None:
    over = Held(MONDAY + timedelta(days=3), MONDAY, Duration(value=1096, unit="day"))

    assert duties(over) == []


@pytest.mark.parametrize(
    ("employed", "in_team", "found"),
    [
        (False, False, []),
        (True, False, [Obstacle.EMPLOYMENT]),
        (True, True, [Obstacle.EMPLOYMENT, Obstacle.TEAM]),
    ],
)
def test_who_serves_is_kept(employed: bool, in_team: bool, found: list[Obstacle]) -> None:
    assert obstacles([], employed=employed, in_team=in_team, at=MONDAY) == found
