from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credit.earning.errors import UnratedService
from services.credit.earning.rules import (
    Inputs,
    base_credits,
    concluded,
    convert,
    explained,
    standing,
)
from services.credit.earning.states import EarningState
from services.credit.policy.rules import BASIS, rates_of
from shared.testing.kit import MONDAY

VERSION_1 = rates_of(
    {
        "bands": [[50, 10], [250, 5], [None, 2]],
        "kinds": {"menu": 10_000, "group": 10_000, "community": 10_000, "casework": 15_000},
        "vulnerable": 12_000,
        "ratings": {"5": 12_000, "4": 10_000, "3": 8_000, "2": 4_000, "1": 0},
        "unanswered": 8_000,
        "household_turns": [10_000, 10_000, 5_000, 2_500, 0],
        "household_days": 30,
        "daily_orders_per_member": 40,
    }
)
people = st.integers(min_value=0, max_value=10**6)


def inputs(**fields: Any) -> Inputs:
    plain: dict[str, Any] = {
        "kind": "menu",
        "beneficiaries": 1,
        "vulnerable": False,
        "score": 4,
        "household_turn": 1,
        "day_turn": 1,
        "team_members": 1,
    }
    return Inputs(**plain | fields)


@pytest.mark.parametrize(
    ("beneficiaries", "base"),
    [(0, 0), (1, 10), (50, 500), (51, 505), (120, 850), (250, 1500), (251, 1502), (1000, 3000)],
)
def test_beneficiaries_count_less_band_by_band(beneficiaries: int, base: int) -> None:
    assert base_credits(VERSION_1.bands, beneficiaries) == base


@given(n=people)
def test_the_bands_are_the_formula_of_the_specification(n: int) -> None:
    formula = 10 * min(n, 50) + 5 * min(max(n - 50, 0), 200) + 2 * max(n - 250, 0)

    assert base_credits(VERSION_1.bands, n) == formula


@pytest.mark.parametrize(
    ("case", "amount"),
    [
        ({"kind": "casework", "score": 5, "vulnerable": True}, 21),
        ({"kind": "menu", "score": None}, 8),
        ({"kind": "group", "beneficiaries": 30, "score": 4}, 300),
        ({"score": 5}, 12),
        ({"score": 4}, 10),
        ({"score": 3}, 8),
        ({"score": 2}, 4),
        ({"score": 1}, 0),
    ],
)
def test_the_golden_amounts(case: dict[str, Any], amount: int) -> None:
    assert convert(VERSION_1, inputs(**case)).amount == amount


@pytest.mark.parametrize(
    ("turn", "amount"), [(1, 100), (2, 100), (3, 50), (4, 25), (5, 0), (6, 0), (99, 0)]
)
def test_one_household_counts_less_each_time(turn: int, amount: int) -> None:
    given = inputs(beneficiaries=10, household_turn=turn)

    assert convert(VERSION_1, given).amount == amount


@pytest.mark.parametrize(("turn", "members", "amount"), [(40, 1, 10), (41, 1, 0), (80, 2, 10)])
def test_a_day_has_room_for_forty_orders_a_member(turn: int, members: int, amount: int) -> None:
    given = inputs(day_turn=turn, team_members=members)

    assert convert(VERSION_1, given).amount == amount


def test_a_kind_without_a_weight_is_refused_not_guessed() -> None:
    with pytest.raises(UnratedService):
        convert(VERSION_1, inputs(kind="karaoke"))


any_inputs = st.builds(
    Inputs,
    kind=st.sampled_from(sorted(VERSION_1.kinds)),
    beneficiaries=people,
    vulnerable=st.booleans(),
    score=st.none() | st.integers(min_value=1, max_value=5),
    household_turn=st.integers(min_value=1, max_value=9),
    day_turn=st.integers(min_value=1, max_value=200),
    team_members=st.integers(min_value=1, max_value=5),
)


@given(case=any_inputs)
def test_the_amount_is_the_product_rounded_down_once(case: Inputs) -> None:
    made = convert(VERSION_1, case)
    product = made.base
    for factor in made.factors.values():
        product *= factor

    assert 0 <= product - made.amount * BASIS ** len(made.factors) < BASIS ** len(made.factors)


@given(case=any_inputs)
def test_what_is_said_ends_in_the_amount(case: Inputs) -> None:
    made = convert(VERSION_1, case)

    zh, en = explained(case, made)

    assert zh.endswith(f"向下取整得 {made.amount} 积分。")
    assert en.endswith(f"rounded down to {made.amount} credits.")


@given(case=any_inputs, score=st.integers(min_value=1, max_value=4))
def test_a_better_rating_never_earns_less(case: Inputs, score: int) -> None:
    worse, better = (
        convert(VERSION_1, Inputs(**case.stored() | {"score": given})).amount
        for given in (score, score + 1)
    )

    assert worse <= better


def test_the_arithmetic_is_said_in_both_languages() -> None:
    given = inputs(kind="casework", score=5, vulnerable=True)

    zh, en = explained(given, convert(VERSION_1, given))

    assert zh == (
        "受益 1 人，基础分 10；个案服务 ×1.5；重点困难群体 ×1.2；居民评分 5 分 ×1.2。"
        "10 × 1.5 × 1.2 × 1.2 = 21.6，向下取整得 21 积分。"
    )
    assert en == (
        "1 served, base 10; casework ×1.5; vulnerable group ×1.2; rated 5 of 5 ×1.2. "
        "10 × 1.5 × 1.2 × 1.2 = 21.6, rounded down to 21 credits."
    )


@pytest.mark.parametrize(
    ("state", "before", "after", "zh"),
    [
        (EarningState.POSTED, 0, 21, "本次入账 21 积分。"),
        (EarningState.POSTED, 8, 21, "此前已入账 8 积分，本次入账 13 积分。"),
        (EarningState.POSTED, 8, 4, "此前已入账 8 积分，本次冲减 4 积分。"),
        (EarningState.EXPECTED, 0, 0, "居民评价或异议期满后入账；居民提出异议的，核实之前不入账。"),
        (EarningState.EXPECTED, 8, 0, "此前已入账 8 积分，居民提出异议，核实之前冲回。"),
        (EarningState.VOIDED, 8, 0, "此前已入账 8 积分，服务未成立，不计积分。"),
        (EarningState.SUPERSEDED, 0, 0, "已由新的计算取代。"),
    ],
)
def test_what_became_of_it_is_said(state: EarningState, before: int, after: int, zh: str) -> None:
    assert concluded(state, before=before, after=after)[0] == zh


LATER = MONDAY + timedelta(days=1)
LATEST = MONDAY + timedelta(days=2)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, None),
        ({"rated": True}, None),
        ({"disputed_at": MONDAY}, None),
        ({"failed_at": MONDAY}, None),
        ({"confirmed_at": MONDAY}, EarningState.EXPECTED),
        ({"confirmed_at": MONDAY, "rated": True}, EarningState.POSTED),
        ({"confirmed_at": MONDAY, "window_over": True}, EarningState.POSTED),
        ({"confirmed_at": MONDAY, "disputed_at": LATER, "rated": True}, EarningState.EXPECTED),
        ({"confirmed_at": LATEST, "disputed_at": LATER, "rated": True}, EarningState.POSTED),
        ({"confirmed_at": LATER, "failed_at": MONDAY, "rated": True}, EarningState.VOIDED),
    ],
)
def test_where_an_earning_stands(facts: dict[str, Any], state: EarningState | None) -> None:
    nothing = {"confirmed_at": None, "disputed_at": None, "failed_at": None}
    unknown = {"rated": False, "window_over": False}

    assert standing(**nothing | unknown | facts) is state
