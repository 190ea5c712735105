"""How credits pass on (spec/credit.md §4): by shares, largest remainder, year by year."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from services.credit.expiry.rules import Sums, left_by_year
from services.credit.transfer.rules import told

Who = TypeVar("Who", UUID, str)
"""A successor by its id, or by its id's text: both sort alike."""

WHOLE = 10_000
"""All shares together, in basis points."""


@dataclass(frozen=True)
class Passing:
    """What one successor has of a year's credits and is to have: its part of the year's `total`.

    What is owed is below zero.
    """

    successor: UUID
    year: int
    total: int
    before: int
    after: int

    @property
    def amount(self) -> int:
        """What passes on now; below zero the successor gives back."""
        return self.after - self.before


Moved = Mapping[tuple[int, UUID], int]
"""What passed on so far, by year and successor."""


def apportioned(total: int, shares: Mapping[Who, int]) -> dict[Who, int]:
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
    for year, amount in left_by_year(whole).items():
        found[year] = min(amount, left)
        left -= found[year]
    return found


def passings(due: Mapping[int, int], moved: Moved, shares: Mapping[UUID, int]) -> list[Passing]:
    """What must still move, so that each successor has its share; who gives back comes first."""
    found = [
        Passing(successor, year, due.get(year, 0), moved.get((year, successor), 0), part)
        for year in sorted({*due, *(year for year, _ in moved)})
        for successor, part in sorted(apportioned(due.get(year, 0), shares).items())
    ]
    return sorted((one for one in found if one.amount), key=lambda one: one.amount > 0)


def dated(year: int, ended_on: date) -> date:
    """The day what passes on belongs to: credits keep the year they were earned in."""
    return max(date(year, 1, 1), min(date(year, 12, 31), ended_on))


def succession_told(passing: Passing, shares: Mapping[UUID, int]) -> dict[str, Any]:
    """Why credits passed on."""
    year, amount, share = passing.year, passing.amount, shares[passing.successor]
    zh = (
        f"组织合并或分立：{year} 年度共 {passing.total} 积分，按份额 {share}/{WHOLE} 承继"
        f" {passing.after} 积分，本次变动 {amount:+d}。"
    )
    en = (
        f"A merger or split: of {passing.total} credits of {year} a share of {share}/{WHOLE},"
        f" {passing.after}, passes on; {amount:+d} now."
    )
    inputs = {
        "year": year,
        "total": passing.total,
        "shares": {str(one): part for one, part in shares.items()},
        "successor": str(passing.successor),
    }
    said = told(amount=abs(amount), zh=zh, en=en, inputs=inputs, steps={"part": passing.after})
    return said | {"before": passing.before, "after": passing.after}
