"""Who took over from whom, in however many steps (Civil Code, art. 67)."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

Heirs = Mapping[UUID, Collection[UUID]]
"""Bodies that ended, each with those that took over: one by a merger, several by a split."""


def reach(bodies: Iterable[UUID], heirs: Heirs) -> set[UUID]:
    """These bodies and all that succeed them."""
    found = {*bodies}
    ahead = [*found]
    while ahead:
        fresh = {*heirs.get(ahead.pop(), ())} - found
        found |= fresh
        ahead += fresh
    return found
