"""The life of an objection."""

from shared.states import Named, StateTable, from_any


class ObjectionState(Named):
    """Where an objection stands."""

    LODGED = "lodged", "待答复"
    REJECTED = "rejected", "未采纳"
    APPEALED = "appealed", "待街道复核"
    UPHELD = "upheld", "成立"
    DISMISSED = "dismissed", "复核不成立"
    MOOT = "moot", "随决议终止"


class ObjectionAction(Named):
    """What can happen to it."""

    UPHOLD = "uphold", "认定成立"
    REJECT = "reject", "不予采纳"
    APPEAL = "appeal", "申请街道复核"
    DISMISS = "dismiss", "维持原答复"
    DROP = "drop"


S, A = ObjectionState, ObjectionAction

OPEN = (S.LODGED, S.APPEALED)
"""Somebody has to answer: the resolution waits."""

PENDING = (*OPEN, S.REJECTED)
"""Something may still come of it."""

# fmt: off
OBJECTION = StateTable("objection", initial=S.LODGED, moves=[
    *from_any(OPEN,  A.UPHOLD,  S.UPHELD),
    (S.LODGED,   A.REJECT,  S.REJECTED),
    (S.REJECTED, A.APPEAL,  S.APPEALED),
    (S.APPEALED, A.DISMISS, S.DISMISSED),
    *from_any(PENDING, A.DROP, S.MOOT),
])
# fmt: on
