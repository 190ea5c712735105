"""What a tender must be like, in dates and in hundredths of a point."""

from collections.abc import Sequence
from datetime import datetime

from services.procurement.process.states import FailReason, Lack

WHOLE = 10_000
"""100.00 points."""


def lacks_of_criteria(
    criteria: Sequence[tuple[str, int]], *, price_weight: int, least_price_weight: int
) -> list[Lack]:
    """What is wrong with these codes and maxima, together with the points of the price."""
    found = []
    if sum(most for _, most in criteria) + price_weight != WHOLE:
        found.append(Lack.CRITERIA_NOT_WHOLE)
    if len({code for code, _ in criteria}) < len(criteria):
        found.append(Lack.CRITERION_TWICE)
    if price_weight < least_price_weight:
        found.append(Lack.PRICE_WEIGHT_TOO_LOW)
    return found


def lacks_of_period(bids_due_at: datetime, *, earliest: datetime, over: datetime) -> list[Lack]:
    """Bids are due at the earliest moment allowed or later, before the service is over."""
    if bids_due_at < earliest:
        return [Lack.PERIOD_TOO_SHORT]
    return [Lack.PERIOD_TOO_LATE] if bids_due_at >= over else []


def failure_of(*, valid: int, over_ceiling: int, least: int) -> FailReason | None:
    """Whether so few valid bids end the purchase, and for which reason."""
    if valid == 0 and over_ceiling > 0:
        return FailReason.ALL_OVER_CEILING
    return FailReason.FEWER_THAN_MIN if valid < least else None
