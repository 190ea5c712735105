"""The arithmetic of merging and splitting: shares, years, and what an explanation must say."""

import json
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credit.expiry.rules import Sums
from services.credit.explanation.rules import Figures, wrong_explanation
from services.credit.succession.model import SOURCE
from services.credit.succession.rules import (
    WHOLE,
    Passing,
    apportioned,
    dated,
    due_by_year,
    passings,
    succession_told,
)
from tests.credit.facts import ENDED_ON

A, B, C = (UUID(int=number) for number in (1, 2, 3))
HALVES = {A: 5_000, B: 5_000}
THIRDS = {A: 3_333, B: 3_333, C: 3_334}


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [
        (100, {A: WHOLE}, [100]),
        (101, HALVES, [51, 50]),
        (-101, HALVES, [-51, -50]),
        (1, THIRDS, [0, 0, 1]),
        (2, THIRDS, [1, 0, 1]),
        (100, THIRDS, [33, 33, 34]),
        (10, {A: 1_450, B: 4_550, C: 4_000}, [1, 5, 4]),
        (0, THIRDS, [0, 0, 0]),
    ],
)
def test_the_largest_remainder_gets_the_rest(
    total: int, shares: dict[UUID, int], parts: list[int]
) -> None:
    assert list(apportioned(total, shares).values()) == parts


@given(total=st.integers(-(10**9), 10**9), cut=st.integers(1, WHOLE - 1))
def test_parts_sum_to_the_whole_and_each_is_within_one_of_its_share(total: int, cut: int) -> None:
    shares = {A: cut, B: WHOLE - cut}

    parts = apportioned(total, shares)

    assert sum(parts.values()) == total
    assert all(abs(parts[one] * WHOLE - total * share) < WHOLE for one, share in shares.items())


def sums(earned: dict[int, int], **fields: int) -> Sums:
    return Sums(earned=earned, **{"spent": 0, "expired": 0, "held": 0} | fields)


@pytest.mark.parametrize(
    ("had", "arrears", "due"),
    [
        (sums({2025: 10, 2026: 20}), 0, {2025: 10, 2026: 20}),
        (sums({2025: 10, 2026: 20}, spent=15), 0, {2026: 15}),
        (sums({2024: 9, 2025: 10}, expired=9), 0, {2025: 10}),
        (sums({2025: 10, 2026: -4}), 0, {2025: 6}),
        (sums({2025: 10}, spent=12), 3, {2026: -5}),
        (sums({}), 0, {}),
    ],
)
def test_what_passes_on_keeps_the_year_it_was_earned_in(
    had: Sums, arrears: int, due: dict[int, int]
) -> None:
    assert due_by_year(had, arrears=arrears, ended_in=2026) == due


def test_only_what_a_successor_does_not_have_yet_moves_and_who_gives_back_comes_first() -> None:
    moved = {(2025, A): 6, (2025, B): 5}

    assert passings({2025: 11}, moved, HALVES) == []
    assert passings({2025: 8, 2026: 4}, moved, HALVES) == [
        *(Passing(A, 2025, 8, 6, 4), Passing(B, 2025, 8, 5, 4)),
        *(Passing(A, 2026, 4, 0, 2), Passing(B, 2026, 4, 0, 2)),
    ]
    assert [one.amount for one in passings({}, moved, HALVES)] == [-6, -5]


FORGED = {"total": 102, "successor": str(C), "shares": {str(A): 9_999, str(B): 2}, "year": 2025}


@pytest.mark.parametrize("field", [None, *FORGED])
def test_what_passed_on_is_computed_again_from_its_explanation(field: str | None) -> None:
    told = succession_told(Passing(A, 2025, 100, 30, 50), HALVES)
    told["inputs"] |= {field: FORGED[field]} if field else {}
    transfer = {
        "explanation": json.dumps(told),
        "amount": 20,
        "kind": "succeed",
        "source_type": SOURCE,
        "policy_id": None,
    }

    wrong = wrong_explanation(transfer, Figures({}, {}))

    assert (wrong is None) == (field in (None, "year"))


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2025, date(2025, 12, 31)),
        (2026, date(2026, 4, 1)),
        (2027, date(2027, 1, 1)),
    ],
)
def test_it_is_dated_in_its_year_not_after_the_organizations_end(year: int, day: date) -> None:
    assert dated(year, ENDED_ON) == day
