"""The life of a penalty."""

from shared.states import Named, StateTable, from_any


class PenaltyState(Named):
    """Where a penalty stands; `final` when nobody appealed in time."""

    PROPOSED = "proposed", "待陈述申辩"
    STATED = "stated", "已陈述申辩"
    POSTED = "posted", "已扣分"
    DROPPED = "dropped", "不予扣分"
    APPEALED = "appealed", "复核中"
    UPHELD = "upheld", "复核维持"
    REVERSED = "reversed", "复核撤销"
    FINAL = "final", "已生效"


class PenaltyAction(Named):
    """What can happen to a penalty."""

    STATE = "state", "陈述申辩"
    POST = "post", "决定扣分"
    DROP = "drop", "决定不予扣分"
    APPEAL = "appeal", "申请复核"
    UPHOLD = "uphold", "维持扣分"
    REVERSE = "reverse", "撤销扣分"
    END = "end"


S, A = PenaltyState, PenaltyAction
UNDECIDED = (S.PROPOSED, S.STATED)

# fmt: off
PENALTY = StateTable("penalty", initial=S.PROPOSED, moves=[
    (S.PROPOSED, A.STATE,   S.STATED),
    *from_any(UNDECIDED, A.POST, S.POSTED),
    *from_any(UNDECIDED, A.DROP, S.DROPPED),
    (S.POSTED,   A.APPEAL,  S.APPEALED),
    (S.POSTED,   A.END,     S.FINAL),
    (S.APPEALED, A.UPHOLD,  S.UPHELD),
    (S.APPEALED, A.REVERSE, S.REVERSED),
])
# fmt: on
