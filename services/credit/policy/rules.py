"""The figures of an earning policy (spec/credit.md §3): integers and basis points, no floats."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BASIS = 10_000
"""One, in basis points: a factor of 12000 multiplies by 1.2."""


@dataclass(frozen=True)
class Band:
    """What each beneficiary counts up to `upto` people; the last band has no end."""

    upto: int | None
    each: int


@dataclass(frozen=True)
class Rates:
    """One version's figures; every factor is in basis points."""

    bands: tuple[Band, ...]
    kinds: Mapping[str, int]
    vulnerable: int
    ratings: Mapping[int, int]
    unanswered: int
    household_turns: tuple[int, ...]
    """Factor of a household's 1st, 2nd … order with one organization; the last one stays."""
    household_days: int
    """How many days back a household's orders are counted."""
    daily_orders_per_member: int


def rates_of(document: Mapping[str, Any]) -> Rates:
    """The figures as they are stored, typed; a document that lacks one is a programming error."""
    return Rates(
        bands=tuple(Band(upto, each) for upto, each in document["bands"]),
        kinds=document["kinds"],
        vulnerable=document["vulnerable"],
        ratings={int(score): factor for score, factor in document["ratings"].items()},
        unanswered=document["unanswered"],
        household_turns=tuple(document["household_turns"]),
        household_days=document["household_days"],
        daily_orders_per_member=document["daily_orders_per_member"],
    )
