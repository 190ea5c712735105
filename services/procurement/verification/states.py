"""The life of a sample (spec/procurement.md §2.5)."""

from shared.states import Named, StateTable


class SampleState(Named):
    """Where a sample stands."""

    FROZEN = "frozen", "待抽取"
    DRAWN = "drawn", "已抽取"
    CLOSED = "closed", "已结束"


class SampleAction(Named):
    """What can happen to a sample."""

    DRAW = "draw", "抽取"
    WIDEN = "widen", "申请全数核验"
    CLOSE = "close", "结束核验"


S, A = SampleState, SampleAction

# fmt: off
SAMPLE = StateTable("sample", initial=S.FROZEN, moves=[
    (S.FROZEN, A.DRAW,  S.DRAWN),
    (S.DRAWN,  A.WIDEN, S.DRAWN),
    (S.DRAWN,  A.CLOSE, S.CLOSED),
])
# fmt: on
