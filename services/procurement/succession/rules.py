"""Who took over from whom, in however many steps (Civil Code, art. 67)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

Heirs = Mapping[UUID, Collection[UUID]]
"""Bodies that ended, each with those that took over: one by a merger, several by a split."""


@dataclass(frozen=True)
class Standing:
    """Who has a contract now: `body`, or where that was split, none of its `heirs` alone."""

    body: UUID
    heirs: tuple[UUID, ...] = ()

    @property
    def supplier_id(self) -> UUID | None:
        """Who delivers it; none while the buyer's word is awaited."""
        return None if self.heirs else self.body


def reach(bodies: Iterable[UUID], heirs: Heirs) -> set[UUID]:
    """These bodies and all that succeed them."""
    found = {*bodies}
    ahead = [*found]
    while ahead:
        fresh = {*heirs.get(ahead.pop(), ())} - found
        found |= fresh
        ahead += fresh
    return found


def standing(body: UUID, heirs: Heirs, named: Mapping[UUID, UUID]) -> Standing:
    """Where a body's contract has come to; `named` says who has it of each body that was split.

    Where all heirs have become one, that has it: there is nobody else to name.
    """
    while following := heirs.get(body):
        ends = {standing(one, heirs, {}).body for one in following}
        if body in named:
            body = named[body]
        elif len(ends) == 1:
            (body,) = ends
        else:
            return Standing(body, tuple(sorted(following)))
    return Standing(body)
