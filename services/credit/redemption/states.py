"""The life of a redemption."""

from shared.states import Named, StateTable, from_any


class RedemptionState(Named):
    """Where a redemption stands; only what is fulfilled was spent."""

    REQUESTED = "requested", "待审批"
    APPROVED = "approved", "已批准"
    FULFILLED = "fulfilled", "已兑付"
    REJECTED = "rejected", "已驳回"
    CANCELED = "canceled", "已取消"
    EXPIRED = "expired", "已过期"


class RedemptionAction(Named):
    """What can happen to a redemption."""

    APPROVE = "approve", "批准"
    FULFILL = "fulfill", "兑付"
    REJECT = "reject", "驳回"
    CANCEL = "cancel", "取消"
    EXPIRE = "expire"


S, A = RedemptionState, RedemptionAction
OPEN = (S.REQUESTED, S.APPROVED)
"""Credits are held for these."""

# fmt: off
REDEMPTION = StateTable("redemption", initial=S.REQUESTED, moves=[
    (S.REQUESTED, A.APPROVE, S.APPROVED),
    (S.APPROVED,  A.FULFILL, S.FULFILLED),
    (S.REQUESTED, A.REJECT,  S.REJECTED),
    *from_any(OPEN, A.CANCEL, S.CANCELED),
    *from_any(OPEN, A.EXPIRE, S.EXPIRED),
])
# fmt: on
