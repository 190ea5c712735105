"""Three parties' words in one score."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.procurement.evaluation.errors import IndicatorsNotWhole
from services.procurement.evaluation.rules import (
    WHOLE,
    Indicator,
    Residents,
    Scale,
    Weights,
    half_up,
    may_rectify,
    quality,
    score_of,
)
from services.procurement.evaluation.states import Grade

WEIGHTS = Weights(3000, 4000, 3000)
SCALE = Scale((9000, 8000, 7000), (10_000, 10_000, 9_000, 0))
ENOUGH = Residents(beneficiaries=100, responses=40, ratings=180)
"""A mean of 4.5: 90.00 points."""
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_the_worked_example_is_85_3_and_good() -> None:
    score, _ = quality(WEIGHTS, government=8500, third_party=8200, residents=ENOUGH)

    assert score == 8530
    assert (SCALE.grade(score), SCALE.share_bp(Grade.GOOD)) == (Grade.GOOD, 10_000)


@pytest.mark.parametrize(
    ("beneficiaries", "needed"),
    [(0, 0), (1, 1), (29, 29), (30, 30), (600, 30), (601, 31), (620, 31), (2000, 100)],
)
def test_how_many_answers_make_the_residents_part_valid(beneficiaries: int, needed: int) -> None:
    assert Residents(beneficiaries, 0, 0).needed == needed
    assert not Residents(beneficiaries, max(0, needed - 1), 5 * needed).valid
    assert Residents(beneficiaries, max(1, needed), 5).valid


def test_too_few_answers_give_their_weight_to_the_others_pro_rata() -> None:
    few = Residents(beneficiaries=100, responses=29, ratings=29)

    score, weights = quality(WEIGHTS, government=8500, third_party=8200, residents=few)

    assert weights == {"government": 3000, "third_party": 4000}
    assert score == 8329  # (3 × 85 + 4 × 82) / 7 = 83.2857…
    assert few.rating is None


def test_parties_that_weigh_nothing_count_alike_where_the_residents_say_too_little() -> None:
    few, only_residents = Residents(beneficiaries=100, responses=29, ratings=29), Weights(0, 0, 1)

    score, weights = quality(only_residents, government=8500, third_party=8200, residents=few)

    assert (score, weights) == (8350, {"government": 1, "third_party": 1})


def test_nobody_answering_is_no_score_at_all() -> None:
    nobody = Residents(beneficiaries=0, responses=0, ratings=0)

    assert (nobody.valid, nobody.score, nobody.rating) == (False, None, None)


@pytest.mark.parametrize(
    ("score", "grade", "share"),
    [
        (10_000, Grade.EXCELLENT, 10_000),
        (9_000, Grade.EXCELLENT, 10_000),
        (8_999, Grade.GOOD, 10_000),
        (8_000, Grade.GOOD, 10_000),
        (7_999, Grade.PASS, 9_000),
        (7_600, Grade.PASS, 9_000),
        (7_000, Grade.PASS, 9_000),
        (6_999, Grade.FAIL, 0),
        (0, Grade.FAIL, 0),
    ],
)
def test_a_grade_is_reached_at_its_threshold(score: int, grade: Grade, share: int) -> None:
    assert SCALE.grade(score) is grade
    assert SCALE.share_bp(grade) == share


def test_the_mean_of_the_ratings_is_the_rating_for_the_credit_bank() -> None:
    assert ENOUGH.score == 9000
    assert ENOUGH.rating == 5  # 4.5 rounds half up
    assert Residents(30, 30, 134).rating == 4


def test_indicators_are_100_points_together() -> None:
    assert score_of([Indicator("a", 6000, 5500), Indicator("b", 4000, 3000)]) == 8500
    with pytest.raises(IndicatorsNotWhole):
        score_of([Indicator("a", 6000, 5500), Indicator("b", 3999, 3000)])
    with pytest.raises(IndicatorsNotWhole):
        score_of([Indicator("a", 6000, 6001), Indicator("b", 4000, 3000)])


def test_only_a_first_failure_is_rectified_and_only_for_thirty_days() -> None:
    def rectified(round_no: int, grade: Grade, days: int) -> bool:
        at = NOW + timedelta(days=days)
        return may_rectify(round_no=round_no, grade=grade, finalized_at=NOW, at=at)

    assert rectified(1, Grade.FAIL, 29)
    assert not rectified(1, Grade.FAIL, 30)
    assert not rectified(2, Grade.FAIL, 1)
    assert not rectified(1, Grade.PASS, 1)


@given(st.integers(0, WHOLE), st.integers(0, WHOLE), st.integers(30, 200), st.integers(1, 5))
def test_the_score_lies_between_the_parts(g: int, t: int, responses: int, rating: int) -> None:
    residents = Residents(responses, responses, responses * rating)

    score, _ = quality(WEIGHTS, government=g, third_party=t, residents=residents)

    parts = [g, t, rating * 2000]
    assert min(parts) <= score <= max(parts)


@pytest.mark.parametrize(
    ("numerator", "quotient"), [(0, 0), (1, 0), (2, 1), (3, 1), (5, 1), (6, 2)]
)
def test_a_half_rounds_up(numerator: int, quotient: int) -> None:
    assert half_up(numerator, 4) == quotient
