"""The secret behind a tender, and the arithmetic of its documents and bids."""

import json
import subprocess
import sys
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.procurement.assessment.rules import Rates, low_prices, places, price_score
from services.procurement.bid.errors import NotSealed
from services.procurement.bid.rules import check_sealed, follows, hash_of, prices_of, total_of
from services.procurement.bid.states import LowPrice, Part
from services.procurement.custody.rules import PRIME, SHARE_BYTES, combine, split
from services.procurement.process.rules import failure_of, lacks_of_criteria
from services.procurement.process.states import FailReason, Lack
from shared import ids
from tests.procurement.tender import TOOL, tool

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


def test_a_receipt_that_is_left_out_added_or_changed_breaks_the_chain() -> None:
    chain: list[tuple[dict[str, str], str]] = []
    for bid in ("a", "b", "c"):
        record = {"bid": bid, "previous": chain[-1][1] if chain else "start"}
        chain.append((record, hash_of(record)))
    root = chain[-1][1]
    forged = {"bid": "d", "previous": chain[0][1]}

    assert follows(chain, start="start", root=root)
    for wrong in (chain[:2], chain[1:], [chain[0], chain[2]], [*chain, chain[2]]):
        assert not follows(wrong, start="start", root=root)
    assert not follows([chain[0], (forged, chain[1][1]), chain[2]], start="start", root=root)
    assert not follows([chain[0], (forged, hash_of(forged)), chain[2]], start="start", root=root)


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


@pytest.mark.parametrize(
    ("weight", "points"), [(1_000, [1_000, 940, 894]), (2_000, [2_000, 1_881, 1_788])]
)
def test_points_for_the_price_are_those_of_the_specification(
    weight: int, points: list[int]
) -> None:
    prices = [26_800_000, 28_500_000, 29_980_000]

    assert [price_score(one, base_fen=prices[0], weight=weight) for one in prices] == points


RATES = Rates(of_mean=5_000, of_second=5_000, of_ceiling=4_500)


def low(*prices: int) -> list[list[LowPrice]]:
    told = {ids.new(): price for price in prices}
    return [*low_prices(told, ceiling_fen=30_000_000, rates=RATES).values()]


def test_at_the_boundary_a_price_is_not_abnormally_low() -> None:
    assert low(13_500_000, 20_000_000, 20_000_000) == [[], [], []]
    assert low(13_499_999, 20_000_000, 20_000_000) == [[LowPrice.BELOW_CEILING], [], []]


def test_a_price_is_compared_with_the_mean_and_with_the_second_lowest() -> None:
    assert low(14_000_000, 28_000_000, 28_000_000)[0] == []
    assert low(14_000_000, 28_000_001, 28_000_001)[0] == [LowPrice.BELOW_SECOND]
    assert low(13_900_000, 29_000_000, 40_600_000)[0] == [
        *(LowPrice.BELOW_MEAN, LowPrice.BELOW_SECOND),
    ]


def test_bids_are_ranked_by_total_then_price_then_a_lot_that_can_be_recomputed() -> None:
    dear, cheap, one, other = (ids.new() for _ in range(4))
    quality = {dear: 8_100, cheap: 8_000, one: 5_000, other: 5_000}
    prices = {dear: 1_000, cheap: 900, one: 950, other: 950}

    ranked = places(quality, prices, weight=1_000, lot="root")

    assert [place.total for place in ranked] == [9_000, 9_000, 5_947, 5_947]
    assert [place.bid_id for place in ranked[:2]] == [cheap, dear]
    lots = sorted((one, other), key=lambda bid: sha256(f"root|{bid}".encode()).hexdigest())
    assert [place.bid_id for place in ranked[2:]] == lots


def test_the_tool_makes_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    key, forged = tmp_path / "my.key", tmp_path / "receipt.json"
    run = [sys.executable, str(TOOL)]
    private, public = tool.new_key()
    told = {"record": {}, "hash": "", "public_key": public, "signature": private * 2}
    forged.write_text(json.dumps(told))

    made = subprocess.run([*run, "key", str(key)], capture_output=True, text=True, check=True)
    wrong = subprocess.run(
        [*run, "verify", str(forged)], capture_output=True, text=True, check=False
    )

    assert len(made.stdout.strip()) == 64
    assert key.stat().st_mode & 0o777 == 0o600
    assert (wrong.returncode, wrong.stderr[:6]) == (1, "WRONG:")
