"""An evaluator stays a stranger to the supplier (spec/procurement.md §2.7)."""

from collections.abc import Collection

YEARS_MAX = 3
"""Consecutive years in which one evaluator may judge one supplier."""


def is_too_familiar(years: Collection[int], year: int) -> bool:
    """Whether all the years just before `year` saw the same evaluator."""
    return all(year - back in years for back in range(1, YEARS_MAX + 1))
