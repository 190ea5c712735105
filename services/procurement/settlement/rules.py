"""评估兑现: pay by quantity and quality (spec/procurement.md §2.5).

Amounts are fen, quantities hundredths of the item's unit, rates basis points; every division
rounds half up, but a cap rounds down. Figures are cumulative from the first day of the contract.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from services.procurement.evaluation.rules import WHOLE, half_up
from shared.errors import BadValue

UNIT = 100
"""One whole unit of an item, in hundredths."""

FABRICATED_FACTOR = 3
"""How many times the quantity of a fabricated log is deducted."""


@dataclass(frozen=True)
class Period:
    """What was accepted without a look in one sample, and how the look at the others went."""

    sample_id: str
    qty: int
    drawn: int
    rejected: int

    @property
    def counted(self) -> int:
        """The rejected share of the drawn logs is taken off those nobody looked at."""
        if self.drawn == 0:
            return self.qty * UNIT
        return half_up(self.qty * UNIT * (self.drawn - self.rejected), self.drawn)


@dataclass(frozen=True)
class Delivered:
    """What was delivered of one item so far, in whole units."""

    checked: int
    """Verified after a look."""
    periods: tuple[Period, ...] = ()
    fabricated: int = 0

    @property
    def verified(self) -> int:
        """V: checked, plus accepted less the rejected share, less three times what was invented."""
        accepted = sum(period.counted for period in self.periods)
        lost = FABRICATED_FACTOR * self.fabricated * UNIT
        return max(0, self.checked * UNIT + accepted - lost)


@dataclass(frozen=True)
class ItemFigures:
    """One item's part of QV."""

    item_id: str
    unit_price_fen: int
    qty: int
    """As contracted."""
    cap: int
    """The most that is paid for."""
    delivered: Delivered
    verified: int
    counted: int
    amount_fen: int


@dataclass(frozen=True)
class Terms:
    """What a tranche is settled by, besides what was delivered."""

    value_fen: int
    ratio_bp: int
    """Of this tranche and all before it."""
    share_bp: int | None
    """k of the grade; None for the advance, which waits for nothing."""
    paid_fen: int
    penalties_fen: int
    """All so far."""


@dataclass(frozen=True)
class Figures:
    """What a settlement comes to; `paid + payable - clawback = settled`."""

    quantity_fen: int
    """QV."""
    earned_fen: int | None
    """k × QV."""
    ceiling_fen: int
    """The share of the value that may be paid at this gate."""
    cumulative_fen: int
    """CP, the lower of the two."""
    settled_fen: int
    """CP less penalties."""
    payable_fen: int
    clawback_fen: int


def item_figures(item: dict[str, Any], delivered: Delivered) -> ItemFigures:
    """u·min(V, cap·Q) of one item."""
    qty, price = int(item["qty"]), int(item["unit_price_fen"])
    cap = qty * UNIT * int(item["cap_ratio_bp"]) // WHOLE
    counted = min(delivered.verified, cap)
    return ItemFigures(
        item_id=str(item["id"]),
        unit_price_fen=price,
        qty=qty,
        cap=cap,
        delivered=delivered,
        verified=delivered.verified,
        counted=counted,
        amount_fen=half_up(price * counted, UNIT),
    )


def settle(items: Iterable[ItemFigures], terms: Terms) -> Figures:
    """CP = min(value × Σ ratio, k × QV); payable is what of it is not paid yet, or a clawback."""
    quantity = sum(item.amount_fen for item in items)
    ceiling = half_up(terms.value_fen * terms.ratio_bp, WHOLE)
    earned = None if terms.share_bp is None else half_up(quantity * terms.share_bp, WHOLE)
    cumulative = ceiling if earned is None else min(ceiling, earned)
    settled = max(0, cumulative - terms.penalties_fen)
    return Figures(
        quantity_fen=quantity,
        earned_fen=earned,
        ceiling_fen=ceiling,
        cumulative_fen=cumulative,
        settled_fen=settled,
        payable_fen=max(0, settled - terms.paid_fen),
        clawback_fen=max(0, terms.paid_fen - settled),
    )


def check_penalties(penalties: Iterable[dict[str, Any]], *, value_fen: int) -> None:
    """Refuse to deduct more than the whole contract is worth."""
    if sum(one["amount_fen"] for one in penalties) > value_fen:
        told = "扣款合计不得超过合同金额。"
        raise BadValue("/penalties", told, "More is deducted than the contract is worth.")


def ratio_up_to(tranches: Sequence[dict[str, Any]], gate: str) -> int | None:
    """The shares of a gate's tranche and all before it, together; None without such a tranche."""
    last = [int(tranche["seq"]) for tranche in tranches if tranche["gate"] == gate]
    if not last:
        return None
    return sum(int(one["ratio_bp"]) for one in tranches if int(one["seq"]) <= max(last))
