"""Who judges a round, and who gets onto its shortlist."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from services.procurement.panel.rules import Size
from services.procurement.panel.states import Capacity

SIZE = Size(least=5, wanted={Capacity.FINANCE: 1, Capacity.SOCIAL_WORK: 1, Capacity.RESIDENT: 1})
"""The panel of a round (spec/procurement.md §2.3)."""


def shortlist(
    ranking: Sequence[dict[str, Any]], standing: Collection[UUID], *, most: int
) -> list[UUID]:
    """The first of a ranking that missed no minimum and still stand; ties at the end all get in."""
    able = [one for one in ranking if not one["below"] and UUID(one["candidate_id"]) in standing]
    if len(able) > most:
        able = [one for one in able if one["total"] >= able[most - 1]["total"]]
    return [UUID(one["candidate_id"]) for one in able]
