"""How credits pass on (spec/credit.md §4): by shares, largest remainder, year by year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from services.credit.expiry.rules import Sums, expiring
from services.credit.transfer.rules import told

WHOLE = 10_000
"""All shares together, in basis points."""


@dataclass(frozen=True)
class Passing:
    """Credits of one year for one successor; below zero the successor gives back."""

    successor: UUID
    year: int
    amount: int


def apportioned(total: int, shares: Mapping[UUID, int]) -> dict[UUID, int]:
    """A total by shares: each its whole part, the rest one by one to the largest remainders.

    Of equal remainders the smaller id comes first; what is owed is divided like what is had.
    """
    assert sum(shares.values()) == WHOLE
    parts = {one: divmod(abs(total) * share, WHOLE) for one, share in shares.items()}
    rest = abs(total) - sum(whole for whole, _ in parts.values())
    first = sorted(parts, key=lambda one: (-parts[one][1], one))[:rest]
    sign = 1 if total >= 0 else -1
    return {one: sign * (whole + (one in first)) for one, (whole, _) in parts.items()}


def due_by_year(sums: Sums, *, arrears: int, ended_in: int) -> dict[int, int]:
    """What there is to pass on, by the year it was earned in: as if nothing had passed on yet.

    `sums` are without what passed on. What was lent to fill arrears counts as spent, and what is
    owed beyond everything earned belongs to the year the organization ended in.
    """
    whole = replace(sums, spent=sums.spent + arrears)
    left = sum(whole.earned.values()) - whole.spent - whole.expired - whole.held
    if left < 0:
        return {ended_in: left}
    found = {}
    for part in expiring(whole):
        found[part.earned_in] = min(part.amount, left)
        left -= found[part.earned_in]
    return found


def passings(
    due: Mapping[int, int], moved: Sequence[Passing], shares: Mapping[UUID, int]
) -> list[Passing]:
    """What must still move, so that each successor has its share; who gives back comes first."""
    done: dict[tuple[int, UUID], int] = {}
    for one in moved:
        key = (one.year, one.successor)
        done[key] = done.get(key, 0) + one.amount
    wanted = {
        (year, successor): amount
        for year, total in due.items()
        for successor, amount in apportioned(total, shares).items()
    }
    found = [
        Passing(key[1], key[0], wanted.get(key, 0) - done.get(key, 0))
        for key in sorted({*wanted, *done})
    ]
    return sorted((one for one in found if one.amount), key=lambda one: one.amount > 0)


def dated(year: int, ended_on: date) -> date:
    """The day what passes on belongs to: credits keep the year they were earned in."""
    return max(date(year, 1, 1), min(date(year, 12, 31), ended_on))


def succession_told(amount: int, *, year: int, share: int, successor: UUID) -> dict[str, Any]:
    """Why credits passed on."""
    zh = f"组织合并或分立，{year} 年度 {amount:+d} 积分按份额 {share}/{WHOLE} 由承继组织承受。"
    en = f"A merger or split: {amount:+d} credits of {year} pass on, by a share of {share}/{WHOLE}."
    inputs = {"year": year, "share": share, "successor": str(successor)}
    return told(amount=abs(amount), zh=zh, en=en, inputs=inputs)
