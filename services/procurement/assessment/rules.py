"""What a bid is worth: points in hundredths, money in fen, divisions rounded half up (§2.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from services.procurement.bid.states import LowPrice
from services.procurement.evaluation.rules import WHOLE, half_up


@dataclass(frozen=True)
class Rates:
    """How low a price may be unexplained, in basis points of what it is compared with."""

    of_mean: int
    of_second: int
    of_ceiling: int


@dataclass(frozen=True)
class Place:
    """Where a bid came, and by which points."""

    bid_id: UUID
    quality: int
    price: int
    total: int
    rank: int


def price_score(price_fen: int, *, base_fen: int, weight: int) -> int:
    """The lowest conforming price has all points, the others their share of them."""
    return half_up(base_fen * weight, price_fen)


def low_prices(
    prices: Mapping[UUID, int], *, ceiling_fen: int, rates: Rates
) -> dict[UUID, list[LowPrice]]:
    """By what each price is abnormally low; at the very boundary it is not."""
    by_price = sorted(prices.values())
    found: dict[UUID, list[LowPrice]] = {}
    for bid_id, price in prices.items():
        why = []
        if price * len(prices) * WHOLE < rates.of_mean * sum(by_price):
            why.append(LowPrice.BELOW_MEAN)
        lowest = price == by_price[0] and len(by_price) > 1
        if lowest and price * WHOLE < rates.of_second * by_price[1]:
            why.append(LowPrice.BELOW_SECOND)
        if price * WHOLE < rates.of_ceiling * ceiling_fen:
            why.append(LowPrice.BELOW_CEILING)
        found[bid_id] = why
    return found


def places(
    quality: Mapping[UUID, int], prices: Mapping[UUID, int], *, weight: int, lot: str
) -> list[Place]:
    """The bids in their order: by total, then by price, then by a lot that anyone can recompute.

    `lot` is fixed and published before any bid is read; a bid's lot is its hash with the bid's id.
    """
    base = min(prices.values())
    points = {one: price_score(prices[one], base_fen=base, weight=weight) for one in prices}
    totals = {one: quality[one] + points[one] for one in prices}

    def order(one: UUID) -> tuple[int, int, str]:
        return -totals[one], prices[one], sha256(f"{lot}|{one}".encode()).hexdigest()

    ordered = enumerate(sorted(prices, key=order), start=1)
    return [Place(one, quality[one], points[one], totals[one], rank) for rank, one in ordered]
