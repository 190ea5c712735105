"""Which penalty is a ground of which list, in plain Python (spec/registry.md §2.9)."""

from services.registry.credit_entry.states import Ground
from services.registry.penalty.states import PenaltyKind

BY_KIND = {
    PenaltyKind.WARNING: Ground.A5,
    PenaltyKind.STOP_ORDER: Ground.B3,
    PenaltyKind.REVOCATION: Ground.B7,
}


def ground_of(
    kind: PenaltyKind, amount_fen: int | None, *, fine_fen: int, lighter: int, times: int
) -> Ground | None:
    """The gravest ground that a penalty makes, if it makes any.

    A fine below `fine_fen` weighs as a warning; of these the `times`-th within the years is B5,
    and `lighter` of them are known, this one not counted.
    """
    ground = BY_KIND.get(kind)
    if kind is PenaltyKind.FINE:
        assert amount_fen is not None
        ground = Ground.B4 if amount_fen >= fine_fen else Ground.A5
    if ground is Ground.A5 and lighter + 1 >= times:
        return Ground.B5
    return ground
