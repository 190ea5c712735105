"""What a panel must be like, and what its scores come to."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.procurement.panel.errors import CriteriaNotWhole, CriterionTwice, PanelMalformed
from services.procurement.panel.rules import Criterion, Size, check_criteria, check_size
from services.procurement.panel.states import Capacity
from services.procurement.review.errors import ScoreOutOfBand, ScoresIncomplete
from services.procurement.review.rules import (
    Mark,
    check_scores,
    mean,
    mismatches,
    outliers,
    ranks,
    result_of,
)
from shared import ids

C = Capacity
ROUND = Size(least=5, wanted={C.FINANCE: 1, C.SOCIAL_WORK: 1, C.RESIDENT: 1})
TENDER = Size(least=5, wanted={}, experts_bp=6_667)
CRITERIA = [
    Criterion("licence", "资质", "expert", objective=True, max_score_hundredths=4_000),
    Criterion(
        *("plan", "方案", "expert"),
        objective=False,
        max_score_hundredths=6_000,
        min_score_hundredths=3_000,
    ),
]
CANDIDATE = ids.new()


def mark(**scores: int) -> Mark:
    return Mark(ids.new(), CANDIDATE, scores)


@pytest.mark.parametrize(
    ("capacities", "size", "missing"),
    [
        ([C.EXPERT] * 3 + [C.FINANCE], ROUND, [C.SOCIAL_WORK, C.RESIDENT]),
        ([C.EXPERT] * 3 + [C.FINANCE, C.SOCIAL_WORK, C.RESIDENT], ROUND, []),
        ([C.EXPERT] * 3 + [C.BUYER] * 2, TENDER, [C.EXPERT]),
    ],
)
def test_a_panel_that_is_small_even_or_lacks_somebody_is_refused(
    capacities: list[Capacity], size: Size, missing: list[Capacity]
) -> None:
    with pytest.raises(PanelMalformed) as refused:
        check_size(capacities, size, place="/members")

    assert refused.value.missing == missing


@pytest.mark.parametrize(
    ("capacities", "size"),
    [
        ([C.EXPERT, C.EXPERT, C.FINANCE, C.SOCIAL_WORK, C.RESIDENT], ROUND),
        ([C.EXPERT] * 4 + [C.BUYER], TENDER),
    ],
)
def test_a_panel_with_everybody_may_judge(capacities: list[Capacity], size: Size) -> None:
    check_size(capacities, size, place="/members")


def test_the_criteria_of_each_stage_are_a_hundred_points() -> None:
    check_criteria(CRITERIA, place="/criteria")

    with pytest.raises(CriteriaNotWhole):
        check_criteria(CRITERIA[:1], place="/criteria")
    with pytest.raises(CriterionTwice):
        check_criteria(CRITERIA * 2, place="/criteria")


@pytest.mark.parametrize(
    ("scores", "refusal"),
    [
        ({"licence": 4_001, "plan": 0}, ScoreOutOfBand),
        ({"licence": 0, "plan": -1}, ScoreOutOfBand),
        ({"licence": 0}, ScoresIncomplete),
        ({"licence": 0, "plan": 0, "price": 0}, ScoresIncomplete),
    ],
)
def test_each_criterion_is_scored_once_within_its_band(
    scores: Mapping[str, int], refusal: type[Exception]
) -> None:
    check_scores([("licence", 4_000), ("plan", 0)], CRITERIA)

    with pytest.raises(refusal):
        check_scores([*scores.items()], CRITERIA)


def test_an_objective_criterion_has_one_score() -> None:
    alike = [mark(licence=4_000, plan=6_000), mark(licence=4_000, plan=1_000)]

    assert mismatches(alike, CRITERIA) == []
    assert mismatches([*alike, mark(licence=3_999, plan=0)], CRITERIA) == [(CANDIDATE, "licence")]


@pytest.mark.parametrize(("plan", "found"), [(3_200, False), (3_199, True), (5_000, False)])
def test_a_score_is_far_above_thirty_percent_from_the_mean_of_the_others(
    plan: int, *, found: bool
) -> None:
    one = mark(licence=0, plan=plan)
    marks = [one, mark(licence=0, plan=4_000), mark(licence=0, plan=6_000)]

    far = outliers(marks, CRITERIA, limit_bp=3_000)

    assert ((one.member_id, CANDIDATE, "plan") in far) is found


def test_of_five_members_one_highest_and_one_lowest_are_left_out() -> None:
    totals = [10_000, 8_001, 8_000, 8_000, 0]

    assert mean(totals, trim_from=5) == 8_000
    assert mean(totals, trim_from=None) == 6_800
    assert mean(totals[:4], trim_from=5) == 8_500
    assert mean([1, 2], trim_from=None) == 2  # 1.5


def test_a_candidate_whose_mean_misses_a_minimum_fails_on_it() -> None:
    marks = [mark(licence=4_000, plan=2_999), mark(licence=4_000, plan=3_000)]

    found = result_of(CANDIDATE, marks, CRITERIA, trim_from=5)

    assert (found.totals, found.total, found.below) == ((7_000, 6_999), 7_000, ("plan",))


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20))
def test_who_has_more_is_before_and_who_has_as_much_is_beside(totals: list[int]) -> None:
    places = ranks(totals)

    assert min(places) == 1
    for one, place in zip(totals, places, strict=True):
        assert place == 1 + sum(other > one for other in totals)


@given(st.lists(st.integers(0, 10_000), min_size=5, max_size=9))
def test_a_trimmed_mean_lies_between_the_least_and_the_most(totals: list[int]) -> None:
    assert min(totals) <= mean(totals, trim_from=5) <= max(totals)
