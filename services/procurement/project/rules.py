"""The sums of a project, in fen, and what they must obey."""

from datetime import date
from typing import Any
from uuid import UUID

from services.procurement.fund.rules import yuan
from services.procurement.project.errors import (
    CeilingAboveBudget,
    InvalidPeriod,
    ItemsAboveCeiling,
)
from services.procurement.project.states import SourceType

WHOLE_BP = 10_000
"""All of something, in basis points."""


def cost_of(items: list[dict[str, Any]]) -> int:
    """What all service items cost together."""
    return sum(item["qty"] * item["unit_price_fen"] for item in items)


def budget_of(lines: list[dict[str, Any]]) -> int:
    """What all funds give together."""
    return sum(line["amount_fen"] for line in lines)


def check_sums(*, items_fen: int, ceiling_fen: int, budget_fen: int, place: str) -> None:
    """Items cost no more than the ceiling, the ceiling no more than the budget."""
    if items_fen > ceiling_fen:
        raise ItemsAboveCeiling(
            f"{place}/ceiling", items=yuan(items_fen), ceiling=yuan(ceiling_fen)
        )
    if ceiling_fen > budget_fen:
        raise CeilingAboveBudget(
            f"{place}/ceiling", ceiling=yuan(ceiling_fen), budget=yuan(budget_fen)
        )


def check_period(starts_on: date, ends_on: date, *, place: str) -> None:
    """The last day is not before the first, and before its anniversary (§2.3: a year at most)."""
    year_before = (ends_on.year - 1, ends_on.month, ends_on.day)
    if ends_on < starts_on or year_before >= (starts_on.year, starts_on.month, starts_on.day):
        raise InvalidPeriod(f"{place}/ends_on", starts_on, ends_on)


def source(kind: SourceType, id: UUID, snapshot_sha256: str) -> dict[str, str]:
    """Where a project comes from, as it is kept."""
    return {"type": kind.value, "id": str(id), "snapshot_sha256": snapshot_sha256}
