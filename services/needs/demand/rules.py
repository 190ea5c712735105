"""How strong, scattered and broad a demand is (spec/needs.md §2.4): counts in, shares out."""

from collections.abc import Collection

WINDOW_DAYS = 90
"""How far back needs count as one demand."""

SCATTER_HOUSEHOLDS = 3
"""Below this nothing can be said about scatter: counted as scattered."""

ACTIVE_HOUSEHOLDS = 3
"""Asking households from which a community counts as touched: single needs are no breadth."""

CELL_DEGREES = 0.005
"""Side of a place cell, about 500 m; needs without a point share their community's cell."""

LEAST_SUPPORTS = 5
"""Below this supports say nothing about controversy."""

NO_ITEM_UTILIZATION = 1.0
"""A service that is not on the menu is used up by definition."""


def dispersion(counts: Collection[int], asking: int) -> float:
    """S: 1 − Σ p² over needs per (place cell, ISO week); fewer than three households: 1."""
    total = sum(counts)
    if asking < SCATTER_HOUSEHOLDS or not total:
        return 1.0
    return round(1 - sum((count / total) ** 2 for count in counts), 6)


def breadth(*, active: int, communities: int, beneficiaries: int, population: int | None) -> float:
    """B: the larger share of the street, by communities or by people, at most 1."""
    by_community = active / communities if communities else 0.0
    by_people = beneficiaries / population if population else 0.0
    return round(min(1.0, max(by_community, by_people)), 6)


def opposition(*, opposing: int, supports: int) -> float:
    """The share of all supports that oppose; fewer than five say nothing."""
    return round(opposing / supports, 6) if supports >= LEAST_SUPPORTS else 0.0


def utilization(used: int, slots: int) -> float:
    """U: share of a menu item's places of the window that are taken, at most 1."""
    return round(min(1.0, used / slots), 6)
