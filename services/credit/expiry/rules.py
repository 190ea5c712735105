"""When credits expire (spec/credit.md §4): computed from sums, no lots are stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Sums:
    """An account's movements: what was earned by year, what was spent and expired of it so far."""

    earned: Mapping[int, int]
    spent: int
    expired: int
    held: int


def last_day(year: int, *, years: int, today: date) -> date:
    """The last day the credits of a year can be used: so many years after it.

    What is there does not end before this year does, though the time was made shorter.
    """
    return date(max(year + years, today.year), 12, 31)


def left_upto(sums: Sums, year: int) -> int:
    """What is left of everything earned up to a year, if the oldest credits are used first.

    `max(0, earned before the cut - spent - already expired)`; held credits count as spent.
    """
    return left_of(ended(sums, year))


def ended(sums: Sums, year: int) -> dict[str, int]:
    """What the rest of everything earned up to a year is computed from.

    No more than was earned altogether: in a later year more may have been taken back than earned.
    """
    upto = sum(amount for of, amount in sums.earned.items() if of <= year)
    earned = min(upto, sum(sums.earned.values()))
    given = {"earned_upto": year, "earned": earned, "spent": sums.spent}
    return given | {"expired": sums.expired, "held": sums.held}


def left_of(inputs: Mapping[str, int]) -> int:
    """That rest."""
    spent = inputs["spent"] + inputs["expired"] + inputs["held"]
    return max(0, inputs["earned"] - spent)


def left_by_year(sums: Sums) -> dict[int, int]:
    """What is left, by the year it was earned in, the oldest first."""
    found, before = {}, 0
    for year in sorted(sums.earned):
        left = max(left_upto(sums, year), before)
        if left > before:
            found[year] = left - before
        before = left
    return found
