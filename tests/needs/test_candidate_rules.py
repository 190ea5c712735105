from dataclasses import replace
from datetime import datetime, timedelta
from math import radians
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.needs.candidate.rules import (
    WEIGHTS,
    Demand,
    Team,
    Unfit,
    cooling_down,
    ranked,
    scored_team,
    unfit,
)
from services.needs.location.rules import EARTH_RADIUS_M
from services.needs.team_replica.rules import on_shift

AT = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
HERE = (31.45, 121.10)
ALWAYS = [{"weekdays": [1, 2, 3, 4, 5, 6, 7], "start": "00:00", "end": "00:00"}]


def north(km: float) -> tuple[float, float]:
    """A point that many kilometres north of the need."""
    return HERE[0] + km * 1000 / (EARTH_RADIUS_M * radians(1)), HERE[1]


def demand(**fields: Any) -> Demand:
    terms: dict[str, Any] = {
        "required_skills": frozenset({"plumbing"}),
        "preferred_skills": frozenset(),
        "provider_ids": frozenset(),
        "kin": frozenset({UUID(int=7)}),
        "point": HERE,
        "at": AT,
        "arrive_within": timedelta(hours=2),
    }
    return Demand(**terms | fields)


def team(number: int = 1, **fields: Any) -> Team:
    terms: dict[str, Any] = {
        "team_id": UUID(int=number),
        "organization_id": UUID(int=100 + number),
        "name": f"team {number}",
        "filing": "filed",
        "organization_active": True,
        "suspended_by_credit": False,
        "skills": frozenset({"plumbing"}),
        "in_area": True,
        "kin": frozenset(),
        "shifts": ALWAYS,
        "max_parallel": 1,
        "point": HERE,
    }
    return Team(**terms | fields)


A = team(
    1,
    point=north(0.5),
    last_offer_at=AT - timedelta(minutes=120),
    rating_n=40,
    rating_sum=188,
    orders_30d=12,
)
B = team(
    2,
    point=north(2.0),
    last_offer_at=AT - timedelta(minutes=600),
    rating_n=2,
    rating_sum=10,
    orders_30d=3,
)


def test_the_golden_case_of_the_specification_sends_the_idle_team() -> None:
    first, second = ranked([A, B], demand())

    assert (first.team_id, first.score) == (B.team_id, 0.822104)
    assert (second.team_id, second.score) == (A.team_id, 0.695120)


def test_the_terms_shown_make_up_the_score() -> None:
    shown = scored_team(A, demand(), 12)

    assert shown.terms == {
        "skill": 1.0,
        "prox": 0.846482,
        "idle": 0.25,
        "rate": 0.89,
        "fair": 0.0,
    }
    assert sum(WEIGHTS[name] * term for name, term in shown.terms.items()) == pytest.approx(
        shown.score, abs=1e-6
    )


def test_the_tier_of_the_credit_bank_adds_its_bonus_to_the_score() -> None:
    plain, trusted = (scored_team(replace(A, bonus=bonus), demand(), 12) for bonus in (0.0, 0.05))

    assert trusted.score == pytest.approx(plain.score + 0.05)
    assert trusted.terms == plain.terms | {"tier": 0.05}


def test_without_a_place_nearness_is_dropped_and_the_others_share_its_weight() -> None:
    shown = scored_team(B, demand(point=None), 12)

    assert "prox" not in shown.terms
    assert shown.score == round((0.3 + 0.2 + 0.15 * 0.7916666667 + 0.1 * 0.75) / 0.75, 6)


def test_equal_teams_are_asked_in_turn_and_then_by_id() -> None:
    long_ago, longer_ago = AT - timedelta(hours=20), AT - timedelta(hours=30)
    teams = [
        team(4, last_offer_at=long_ago),
        team(3, last_offer_at=long_ago),
        team(2, last_offer_at=longer_ago),
        team(9),
    ]

    order = [candidate.team_id.int for candidate in ranked(teams, demand())]

    assert order == [9, 2, 3, 4]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"filing": "expired"}, Unfit.NOT_FILED),
        ({"organization_active": False}, Unfit.ORGANIZATION_INACTIVE),
        ({"suspended_by_credit": True}, Unfit.SUSPENDED_BY_CREDIT),
        ({"skills": frozenset({"singing"})}, Unfit.SKILL_MISSING),
        ({"in_area": False}, Unfit.OUT_OF_AREA),
        ({"kin": frozenset({UUID(int=7)})}, Unfit.HOUSEHOLD_LINK),
        ({"barred": True}, Unfit.BARRED),
        ({"open_orders": 1}, Unfit.AT_CAPACITY),
        ({"offer_pending": True}, Unfit.OFFER_PENDING),
        ({"shifts": []}, Unfit.OFF_SHIFT),
        ({"failed_at": [AT - timedelta(days=day) for day in range(6)]}, Unfit.COOLING_DOWN),
    ],
)
def test_each_reason_alone_keeps_a_team_from_being_sent(
    fields: dict[str, Any], reason: Unfit
) -> None:
    assert unfit(team(), demand()) == []

    assert unfit(team(**fields), demand()) == [reason]


def test_only_named_providers_are_sent_if_the_item_names_some() -> None:
    named = demand(provider_ids=frozenset({UUID(int=2)}))

    assert unfit(team(1), named) == [Unfit.NOT_A_PROVIDER]
    assert unfit(team(2), named) == []


def test_a_need_of_nobody_known_is_linked_to_nobody() -> None:
    assert unfit(team(kin=frozenset({UUID(int=7)})), demand(kin=frozenset())) == []


def test_five_failures_are_forgiven_the_sixth_costs_a_week() -> None:
    five = [AT - timedelta(days=day) for day in range(5)]
    sixth = AT - timedelta(hours=1)

    assert not cooling_down(five, AT)
    assert cooling_down([*five, sixth], AT)
    assert cooling_down([*five, sixth], AT + timedelta(days=6, hours=23))
    assert not cooling_down([*five, sixth], AT + timedelta(days=7))


@pytest.mark.parametrize(
    ("start", "end", "on"),
    [
        ("2026-03-02T10:00", "2026-03-02T10:00", True),
        ("2026-03-02T07:00", "2026-03-02T09:00", True),
        ("2026-03-02T05:00", "2026-03-02T06:00", False),
        ("2026-03-02T17:00", "2026-03-02T18:00", False),
        ("2026-03-07T10:00", "2026-03-07T11:00", False),
    ],
)
def test_a_shift_counts_if_the_team_can_come_within_it(start: str, end: str, *, on: bool) -> None:
    weekdays = [{"weekdays": [1, 2, 3, 4, 5], "start": "08:00", "end": "17:00"}]

    assert on_shift(weekdays, datetime.fromisoformat(start), datetime.fromisoformat(end)) is on


def test_a_shift_may_run_over_midnight() -> None:
    night = [{"weekdays": [1], "start": "22:00", "end": "06:00"}]

    assert on_shift(night, *[datetime.fromisoformat("2026-03-03T05:00")] * 2)
    assert not on_shift(night, *[datetime.fromisoformat("2026-03-03T06:00")] * 2)
    assert not on_shift(night, *[datetime.fromisoformat("2026-03-02T05:00")] * 2)


@given(
    km=st.floats(0, 50),
    minutes=st.integers(0, 5000),
    ratings=st.lists(st.integers(1, 5), max_size=50),
    orders=st.integers(0, 30),
)
def test_every_score_lies_between_nought_and_one_and_ignores_the_order_of_teams(
    km: float, minutes: int, ratings: list[int], orders: int
) -> None:
    other = replace(
        A,
        team_id=UUID(int=3),
        point=north(km),
        last_offer_at=AT - timedelta(minutes=minutes),
        rating_n=len(ratings),
        rating_sum=sum(ratings),
        orders_30d=orders,
    )

    found = ranked([A, B, other], demand())

    assert all(0 <= candidate.score <= 1 for candidate in found)
    assert found == ranked([other, B, A], demand())
