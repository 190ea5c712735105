"""The golden cases of spec/needs.md §2.4, and what keeps the rules honest."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.needs.classification.rules import Features, Route, Thresholds, classify
from services.needs.classification.use_cases import DEFAULTS as LIMITS
from services.needs.demand.rules import breadth, dispersion, utilization

DRAIN = Features(
    asking=1,
    households=800,
    professionality=0.5,
    dispersion=1.0,
    breadth=0.125,
    controversy=0.0,
    utilization=0.0,
    item=True,
    eligible_teams=2,
)
COUNSELLING = Features(
    asking=20,
    households=800,
    professionality=0.75,
    dispersion=0.4,
    breadth=0.25,
    controversy=0.0,
    utilization=1.0,
    item=False,
    eligible_teams=0,
)
GOLDEN = {
    "drains": (DRAIN, "R6", Route.MENU, 0.583333),
    "empty-nest counselling": (COUNSELLING, "R5", Route.PROJECT, 0.166667),
    "many scattered drains": (
        replace(DRAIN, asking=20, dispersion=0.93, utilization=0.4),
        "R6",
        Route.MENU,
        0.25,
    ),
    "many drains, menu used up": (
        replace(DRAIN, asking=20, dispersion=0.93, utilization=0.85),
        "R5",
        Route.PROJECT,
        0.0625,
    ),
    "meal aid in 3 of 8 communities": (
        replace(COUNSELLING, breadth=0.375),
        "R4",
        Route.PURCHASE,
        0.25,
    ),
    "lift retrofit": (replace(COUNSELLING, controversy=1.0), "R3", Route.DELIBERATION, 1.0),
    "four households, no item": (
        replace(COUNSELLING, asking=4),
        "R7",
        Route.MANUAL,
        0.166667,
    ),
    "counselling with 15": (replace(COUNSELLING, asking=15), "R7", Route.MANUAL, 0.0625),
    "two households, no item": (replace(COUNSELLING, asking=2), "R8", Route.MANUAL, 0.166667),
    "item without a team": (replace(DRAIN, eligible_teams=0), "R8", Route.MANUAL, 0.583333),
    "emergency with a team": (replace(DRAIN, emergency=True), "R6", Route.MENU, 1.0),
    "emergency without": (replace(COUNSELLING, emergency=True), "R8", Route.MANUAL, 1.0),
    "inquiry": (replace(COUNSELLING, inquiry=True), "R1", Route.ANSWER, 1.0),
    "outside": (replace(COUNSELLING, outside=True), "R2", Route.TRANSFER, 1.0),
}


@pytest.mark.parametrize("case", GOLDEN)
def test_golden(case: str) -> None:
    known, rule, route, confidence = GOLDEN[case]

    decision = classify(known, LIMITS)

    assert (decision.rule, decision.route) == (rule, route)
    assert decision.confidence == confidence


def test_the_explanation_carries_the_numbers_in_both_languages() -> None:
    reasons = classify(COUNSELLING, LIMITS).reasons

    assert [(reason.rule, reason.hit) for reason in reasons] == [
        ("R3", False),
        ("R4", False),
        ("R5", True),
    ]
    assert "B=0.250" in reasons[1].zh
    assert "20 户" in reasons[2].zh
    assert "D=1.2500" in reasons[2].en


def test_fifteen_of_eight_hundred_households_are_not_yet_a_full_demand() -> None:
    assert replace(COUNSELLING, asking=15).demand(LIMITS.demand_share) == 0.9375


def test_unknown_households_count_as_the_floor_of_ten_and_say_so() -> None:
    unknown = replace(COUNSELLING, households=None, asking=10)

    assert unknown.demand(LIMITS.demand_share) == 1.0
    assert "户数未知" in classify(unknown, LIMITS).reasons[2].zh


def test_a_grade_equal_to_its_limit_casts_no_doubt() -> None:
    at_the_limit = replace(DRAIN, asking=20, dispersion=0.3, utilization=0.1)

    assert at_the_limit.professionality == LIMITS.professionality
    assert classify(at_the_limit, LIMITS).confidence > LIMITS.least_confidence


@given(
    st.builds(
        Features,
        asking=st.integers(1, 500),
        households=st.none() | st.integers(1, 50_000),
        professionality=st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]),
        dispersion=st.floats(0, 1),
        breadth=st.floats(0, 1),
        controversy=st.floats(0, 1),
        utilization=st.floats(0, 1),
        item=st.booleans(),
        eligible_teams=st.integers(0, 5),
        emergency=st.booleans(),
        inquiry=st.booleans(),
        outside=st.booleans(),
    )
)
def test_every_need_gets_one_way_with_its_reason(known: Features) -> None:
    decision = classify(known, LIMITS)

    assert 0 <= decision.confidence <= 1
    assert [reason.rule for reason in decision.reasons if reason.hit][-1] == decision.rule
    assert decision == classify(Features(**asdict(known)), Thresholds(**asdict(LIMITS)))


def test_scatter_breadth_and_use() -> None:
    assert dispersion([1, 1], asking=2) == 1.0
    assert dispersion([4], asking=4) == 0.0
    assert dispersion([2, 2], asking=4) == 0.5
    assert breadth(active=1, communities=8, beneficiaries=0, population=None) == 0.125
    assert breadth(active=3, communities=8, beneficiaries=10, population=24_000) == 0.375
    assert breadth(active=1, communities=8, beneficiaries=90_000, population=24_000) == 1.0
    assert utilization(85, 100) == 0.85
