"""The life of a sample (spec/procurement.md §2.5)."""

from enum import StrEnum

from shared.states import StateTable


class SampleState(StrEnum):
    """Where a sample stands."""

    FROZEN = "frozen"
    DRAWN = "drawn"
    CLOSED = "closed"


class SampleAction(StrEnum):
    """What can happen to a sample."""

    DRAW = "draw"
    WIDEN = "widen"
    CLOSE = "close"


S, A = SampleState, SampleAction

# fmt: off
SAMPLE = StateTable("sample", initial=S.FROZEN, moves=[
    (S.FROZEN, A.DRAW,  S.DRAWN),
    (S.DRAWN,  A.WIDEN, S.DRAWN),
    (S.DRAWN,  A.CLOSE, S.CLOSED),
])
# fmt: on
