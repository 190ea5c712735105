"""The arithmetic of a fund, in fen."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from services.procurement.fund.states import LOTTERY, EntryKind, FundKind, Purpose
from shared.clock import midnight

K = EntryKind


@dataclass(frozen=True)
class Balances:
    """Where a fund's money stands.

    Always `appropriated + adjusted = available + reserved + committed + paid - refunded + lapsed`,
    and none but `adjusted` is negative.
    """

    appropriated: int = 0
    adjusted: int = 0
    available: int = 0
    reserved: int = 0
    committed: int = 0
    paid: int = 0
    refunded: int = 0
    lapsed: int = 0

    @property
    def sound(self) -> bool:
        """Whether the equation holds and nothing is overdrawn; the table's CHECK says the same."""
        given = self.appropriated + self.adjusted
        held = self.available + self.reserved + self.committed
        gone = self.paid - self.refunded + self.lapsed
        parts = (self.available, self.reserved, self.committed, self.lapsed, self.refunded)
        return given == held + gone and min(parts) >= 0 and self.refunded <= self.paid


EFFECTS: dict[EntryKind, dict[str, int]] = {
    K.APPROPRIATE: {"appropriated": 1, "available": 1},
    K.ADJUST: {"adjusted": 1, "available": 1},
    K.RESERVE: {"available": -1, "reserved": 1},
    K.RELEASE: {"reserved": -1, "available": 1},
    K.COMMIT: {"reserved": -1, "committed": 1},
    K.DECOMMIT: {"committed": -1, "available": 1},
    K.PAY: {"committed": -1, "paid": 1},
    K.REFUND: {"refunded": 1, "committed": 1},
    K.CLAWBACK: {"refunded": 1, "available": 1},
    K.LAPSE: {"available": -1, "lapsed": 1},
}
"""What an entry of each kind adds to and takes from."""

NEEDS_USABLE = (K.RESERVE, K.COMMIT)
"""New business: refused by a fund that is frozen or outside its validity."""

NEEDS_UNFROZEN = (*NEEDS_USABLE, K.PAY)
"""What was committed in time is paid after the validity too, but never by a frozen fund."""

GRANTING = (K.APPROPRIATE, K.ADJUST)
"""What gives a fund its size; one that is lapsed or closed would keep it from everybody."""


def moved(before: Balances, kind: EntryKind, amount: int) -> Balances:
    """The balances after an entry; whether they are sound is for the caller to look at."""
    changes = {name: getattr(before, name) + sign * amount for name, sign in EFFECTS[kind].items()}
    return replace(before, **changes)


def apportion(amount: int, held: list[int]) -> list[int]:
    """Split an amount over what is held, in proportion, exact to the fen; none gives more than it.

    The rest that rounding down leaves goes, a fen each, to the largest remainders.
    """
    total = sum(held)
    assert 0 <= amount <= total
    if total == 0:
        return [0] * len(held)
    shares = [amount * part // total for part in held]
    by_remainder = sorted(range(len(held)), key=lambda i: (-(amount * held[i] % total), i))
    for index in by_remainder[: amount - sum(shares)]:
        shares[index] += 1
    return shares


def purposes_of(kind: FundKind, asked: list[Purpose]) -> list[Purpose] | None:
    """What a fund is bound to, if anything; None when lottery money would be bound otherwise."""
    if kind is not FundKind.LOTTERY_WELFARE:
        return asked
    return (asked or [*LOTTERY]) if set(asked) <= set(LOTTERY) else None


def in_validity(day: date, *, valid_from: date, valid_to: date) -> bool:
    """Whether a fund may start something new on this day; both ends count."""
    return valid_from <= day <= valid_to


def over_at(valid_to: date) -> datetime:
    """When a fund's validity is over."""
    return midnight(valid_to + timedelta(days=1))


def yuan(fen: int) -> str:
    """An amount of fen >= 0 as a refusal tells it, such as 268000.00."""
    assert fen >= 0
    return f"{fen // 100}.{fen % 100:02d}"
