"""The life of a sample (spec/procurement.md §2.5)."""

from enum import StrEnum

from shared.states import Named, StateTable


class SampleState(Named):
    """Where a sample stands."""

    FROZEN = "frozen", "待抽取"
    DRAWN = "drawn", "已抽取"
    CLOSED = "closed", "已结束"


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
