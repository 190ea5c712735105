"""The secret behind a tender, and the arithmetic of its documents and bids."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.procurement.bid.errors import NotSealed
from services.procurement.bid.rules import check_sealed, prices_of, total_of
from services.procurement.bid.states import Part
from services.procurement.custody.rules import PRIME, SHARE_BYTES, combine, split
from services.procurement.process.rules import failure_of, lacks_of_criteria
from services.procurement.process.states import FailReason, Lack

secrets_of_256_bits = st.binary(min_size=32, max_size=32)
coefficients = st.integers(min_value=0, max_value=PRIME - 1)


@given(secrets_of_256_bits, st.lists(coefficients, min_size=0, max_size=3), st.integers(1, 3))
def test_any_k_shares_give_the_secret(secret: bytes, chosen: list[int], more: int) -> None:
    threshold = len(chosen) + 1

    shares = dict(enumerate(split(secret, chosen, shares=len(chosen) + more), start=1))

    for some in combinations(shares, threshold):
        assert combine({point: shares[point] for point in some}, size=32) == secret


@given(secrets_of_256_bits, secrets_of_256_bits, coefficients)
def test_one_of_two_shares_fits_every_secret(secret: bytes, other: bytes, slope: int) -> None:
    (share, *_) = split(secret, [slope], shares=3)

    fitting = (int.from_bytes(share) - int.from_bytes(other)) % PRIME

    assert split(other, [fitting], shares=3)[0] == share


def test_shares_that_do_not_belong_together_give_no_secret() -> None:
    shares = split(b"\xff" * 32, [2**500], shares=3)

    assert combine({1: shares[1], 2: shares[0]}, size=32) is None
    assert {len(one) for one in shares} == {SHARE_BYTES}


@pytest.mark.parametrize("size", [0, 48, 4_096, 4_096 + 47, 2 * 4_096 + 48])
def test_a_price_is_sealed_in_one_whole_block(size: int) -> None:
    check_sealed({Part.PRICE: bytes(4_096 + 48)})

    with pytest.raises(NotSealed):
        check_sealed({Part.PRICE: bytes(size)})


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"unit_prices": {"a": "1.00"}},
        {"unit_prices": {"a": "1.00", "b": "1.00", "c": "1.00"}},
        {"unit_prices": {"a": "1.00", "b": 1.0}},
        {"unit_prices": {"a": "1.00", "b": "1"}},
        {"unit_prices": {"a": "1.00", "b": "-1.00"}},
        {"unit_prices": {"a": "1.00", "b": "0.00"}},
    ],
)
def test_a_price_that_does_not_price_each_item_is_none(told: object) -> None:
    assert prices_of(told, ["a", "b"]) is None


def test_an_offer_is_what_all_items_cost_together() -> None:
    prices = prices_of({"unit_prices": {"a": "1.50", "b": "20.00"}}, ["b", "a"])

    assert prices == {"a": 150, "b": 2_000}
    assert total_of(prices, [{"id": "a", "qty": 3}, {"id": "b", "qty": 2}]) == 4_450


def test_the_points_of_the_criteria_and_of_the_price_are_a_hundred() -> None:
    def lacks(*maxima: int, price: int = 1_000) -> list[Lack]:
        criteria = [(f"c{number}", most) for number, most in enumerate(maxima)]
        return lacks_of_criteria(criteria, price_weight=price, least_price_weight=1_000)

    assert lacks(6_000, 3_000) == []
    assert lacks(6_000, 2_999) == [Lack.CRITERIA_NOT_WHOLE]
    assert lacks(6_000, 3_001, price=999) == [Lack.PRICE_WEIGHT_TOO_LOW]


@pytest.mark.parametrize(
    ("valid", "over", "why"),
    [
        (3, 0, None),
        (3, 2, None),
        (2, 1, FailReason.FEWER_THAN_MIN),
        (0, 3, FailReason.ALL_OVER_CEILING),
        (0, 0, FailReason.FEWER_THAN_MIN),
    ],
)
def test_a_tender_needs_three_valid_bids(valid: int, over: int, why: FailReason | None) -> None:
    assert failure_of(valid=valid, over_ceiling=over, least=3) is why
