"""Pay by quantity and quality: the worked example of the spec, and what always holds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.procurement.evaluation.rules import WHOLE
from services.procurement.settlement.rules import (
    Delivered,
    Figures,
    Period,
    Terms,
    item_figures,
    ratio_up_to,
    settle,
)

VALUE = 30_000_000
TRANCHES = [
    {"seq": 1, "gate": "signing", "ratio_bp": 3000},
    {"seq": 2, "gate": "mid_term", "ratio_bp": 4000},
    {"seq": 3, "gate": "final", "ratio_bp": 3000},
]


def an_item(name: str, qty: int, price_fen: int, cap_ratio_bp: int = WHOLE) -> dict[str, Any]:
    return {"id": name, "qty": qty, "unit_price_fen": price_fen, "cap_ratio_bp": cap_ratio_bp}


ITEMS = [
    an_item("casework", 120, 100_000),
    an_item("group", 60, 150_000),
    an_item("community", 30, 300_000),
]


def at_gate(gate: str, done: tuple[int, int, int], share_bp: int | None, paid: int) -> Figures:
    ratio = ratio_up_to(TRANCHES, gate)
    assert ratio is not None
    figures = [item_figures(item, Delivered(v)) for item, v in zip(ITEMS, done, strict=True)]
    terms = Terms(
        value_fen=VALUE, ratio_bp=ratio, share_bp=share_bp, paid_fen=paid, penalties_fen=0
    )
    return settle(figures, terms)


def test_the_worked_example_pays_51000_at_mid_term_and_127200_at_the_end() -> None:
    advance = at_gate("signing", (0, 0, 0), None, 0)
    mid = at_gate("mid_term", (66, 30, 10), 10_000, advance.payable_fen)
    final = at_gate("final", (118, 60, 34), 9_000, advance.payable_fen + mid.payable_fen)

    assert advance.payable_fen == 9_000_000
    assert (mid.quantity_fen, mid.ceiling_fen) == (14_100_000, 21_000_000)
    assert (mid.cumulative_fen, mid.payable_fen) == (14_100_000, 5_100_000)
    assert (final.quantity_fen, final.cumulative_fen) == (29_800_000, 26_820_000)
    assert final.payable_fen == 12_720_000
    assert advance.payable_fen + mid.payable_fen + final.payable_fen == 26_820_000


def test_a_failed_evaluation_claims_the_advance_back() -> None:
    failed = at_gate("mid_term", (66, 30, 10), 0, 9_000_000)

    assert (failed.payable_fen, failed.clawback_fen) == (0, 9_000_000)


def test_a_rejected_share_is_taken_off_what_nobody_looked_at() -> None:
    done = Delivered(checked=27, periods=(Period("s", qty=270, drawn=30, rejected=3),))

    assert done.verified == (27 + 243) * 100


def test_a_full_check_extrapolates_nothing() -> None:
    assert (
        Delivered(checked=27, periods=(Period("s", qty=0, drawn=30, rejected=3),)).verified == 2700
    )


def test_a_fabricated_log_costs_three_times_its_quantity_and_never_more_than_all() -> None:
    assert Delivered(checked=10, fabricated=2).verified == 400
    assert Delivered(checked=3, fabricated=2).verified == 0


@pytest.mark.parametrize(
    ("gate", "ratio"), [("signing", 3000), ("mid_term", 7000), ("final", WHOLE)]
)
def test_the_ratios_add_up_tranche_by_tranche(gate: str, ratio: int) -> None:
    assert ratio_up_to(TRANCHES, gate) == ratio


def test_a_contract_without_a_tranche_has_no_ratio_for_it() -> None:
    assert ratio_up_to(TRANCHES[:1], "final") is None


amounts = st.integers(0, 10_000)
items = st.builds(
    an_item,
    st.sampled_from(["a", "b", "c"]),
    st.integers(1, 500),
    st.integers(1, 500_000),
    st.integers(WHOLE, 2 * WHOLE),
)
deliveries = st.builds(
    Delivered,
    amounts,
    st.lists(
        st.integers(1, 200).flatmap(
            lambda drawn: st.builds(
                Period, st.just("s"), amounts, st.just(drawn), st.integers(0, drawn)
            )
        ),
        max_size=3,
    ).map(tuple),
    st.integers(0, 20),
)
gates = st.tuples(deliveries, st.sampled_from([0, 9_000, WHOLE]), st.integers(0, 5_000_000))
splits = st.tuples(st.integers(0, WHOLE), st.integers(0, WHOLE)).map(sorted)


@given(item=items, split=splits, mid=gates, final=gates)
def test_what_is_paid_is_what_is_settled_never_above_the_value_and_never_negative(
    item: dict[str, Any], split: list[int], mid: Any, final: Any
) -> None:
    value = item["qty"] * item["unit_price_fen"]
    paid = penalties = 0
    made = None
    for ratio, gate in zip([split[0], split[1], WHOLE], [None, mid, final], strict=True):
        done, share, penalty = gate or (Delivered(0), None, 0)
        penalties += penalty
        terms = Terms(
            value_fen=value,
            ratio_bp=ratio,
            share_bp=share,
            paid_fen=paid,
            penalties_fen=penalties,
        )
        made = settle([item_figures(item, done)], terms)
        assert made.payable_fen >= 0
        assert made.clawback_fen >= 0
        assert 0 <= made.settled_fen <= made.ceiling_fen <= value
        paid += made.payable_fen - made.clawback_fen
        assert paid == made.settled_fen

    assert made is not None
    assert paid == made.settled_fen


@given(value=st.integers(1, 10**11), split=splits)
def test_the_last_tranche_absorbs_the_rounding(value: int, split: list[int]) -> None:
    item = an_item("a", 1, value)
    paid = 0
    for ratio in [*split, WHOLE]:
        terms = Terms(
            value_fen=value, ratio_bp=ratio, share_bp=WHOLE, paid_fen=paid, penalties_fen=0
        )
        paid += settle([item_figures(item, Delivered(1))], terms).payable_fen

    assert paid == value
