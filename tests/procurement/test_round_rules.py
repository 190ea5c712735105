"""How a round's money is shared out, and its totals are made."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.procurement.determination.rules import resident_points, total
from services.procurement.grant.errors import NotWithinGrant
from services.procurement.grant.rules import Wish, allocate, within_grant
from services.procurement.round.rules import shortlist
from shared import ids

A, B, C = ids.new(), ids.new(), ids.new()
WEIGHTS = {"expert": 7_000, "roadshow": 2_000, "resident": 1_000}
ITEMS = [
    {"id": "one", "qty": 40, "unit_price_fen": 100},
    {"id": "two", "qty": 10, "unit_price_fen": 500},
]


def test_a_total_weighs_experts_roadshow_and_households() -> None:
    assert total(WEIGHTS, {"expert": 8_533, "roadshow": 9_000, "resident": 5_000}) == 8_273
    assert total(WEIGHTS, {"expert": 8_500, "roadshow": 7_000, "resident": None}) == 8_167


def test_most_votes_are_a_hundred_points_and_the_others_in_proportion() -> None:
    votes = {A: 3, B: 1}

    assert [resident_points(votes, one) for one in (A, B, C)] == [10_000, 3_333, 0]
    assert resident_points({}, A) is None


def test_money_goes_in_rank_order_and_the_last_may_get_a_part() -> None:
    wishes = [Wish(A, ids.new(), 600), Wish(B, ids.new(), 500), Wish(C, ids.new(), 300)]

    granted = allocate(wishes, money_fen=1_000, projects_max=2, had={})

    assert granted == {A: 600, B: 400}


def test_who_has_as_many_projects_as_it_may_is_passed_over() -> None:
    body = ids.new()
    wishes = [Wish(A, body, 100), Wish(B, body, 100), Wish(C, ids.new(), 100)]

    assert allocate(wishes, money_fen=300, projects_max=2, had={body: 1}) == {A: 100, C: 100}


@given(st.lists(st.integers(1, 1_000), max_size=9), st.integers(0, 5_000))
def test_never_more_is_granted_than_there_is_and_only_the_last_in_part(
    asked: list[int], money: int
) -> None:
    wishes = [Wish(ids.new(), ids.new(), fen) for fen in asked]

    granted = allocate(wishes, money_fen=money, projects_max=1, had={})

    assert sum(granted.values()) == min(money, sum(asked))
    parts = [w for w in wishes if granted.get(w.proposal_id, w.requested_fen) < w.requested_fen]
    assert len(parts) <= 1
    assert [*granted] == [one.proposal_id for one in wishes[: len(granted)]]


@pytest.mark.parametrize(
    "quantities", [None, {"one": 41}, {"one": 0, "two": 0}, {"three": 1}, {"one": 40, "two": 1}]
)
def test_in_part_only_less_of_the_same_items_is_delivered(
    quantities: dict[str, int] | None,
) -> None:
    with pytest.raises(NotWithinGrant):
        within_grant(ITEMS, quantities, granted_fen=4_000)

    kept = within_grant(ITEMS, {"one": 35, "two": 1}, granted_fen=4_000)
    assert [item["qty"] for item in kept] == [35, 1]
    assert within_grant(ITEMS, {"one": 40}, granted_fen=4_000) == ITEMS[:1]


def test_a_shortlist_takes_in_ties_but_neither_who_missed_a_minimum_nor_who_left() -> None:
    def line(candidate: UUID, points: int, *below: str) -> dict[str, object]:
        return {"candidate_id": str(candidate), "total": points, "below": below}

    gone, poor, last = ids.new(), ids.new(), ids.new()
    ranking = [line(gone, 9), line(poor, 8, "plan"), line(A, 7), line(B, 6), line(C, 6)]

    first = shortlist([*ranking, line(last, 5)], {poor, A, B, C, last}, most=2)

    assert first == [A, B, C]
