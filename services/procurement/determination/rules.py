"""How a round's totals are made, in hundredths of a point (§2.4)."""

from collections.abc import Mapping
from uuid import UUID

from services.procurement.evaluation.rules import WHOLE, half_up


def resident_points(votes: Mapping[UUID, int], proposal_id: UUID) -> int | None:
    """100.00 for most votes, the others in proportion; None where nobody voted."""
    most = max(votes.values(), default=0)
    return half_up(votes.get(proposal_id, 0) * WHOLE, most) if most else None


def total(weights: Mapping[str, int], points: Mapping[str, int | None]) -> int:
    """The parts as they weigh; of one that nobody gave, the weight goes to the others pro rata."""
    given = {name: point for name, point in points.items() if point is not None}
    whole = sum(weights[name] for name in given)
    return half_up(sum(weights[name] * point for name, point in given.items()), whole)
