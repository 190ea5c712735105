"""The life of a brief in the buyer's inbox."""

from shared.states import Named, StateTable


class BriefState(Named):
    """Where a brief stands."""

    RECEIVED = "received", "待处理"
    ACCEPTED = "accepted", "已采纳"
    REJECTED = "rejected", "已驳回"
    WITHDRAWN = "withdrawn", "已撤回"


class BriefAction(Named):
    """What can happen to a brief."""

    ACCEPT = "accept", "立项"
    REJECT = "reject", "不予采纳"
    WITHDRAW = "withdraw"


S, A = BriefState, BriefAction

# fmt: off
BRIEF = StateTable("brief", initial=S.RECEIVED, moves=[
    (S.RECEIVED, A.ACCEPT,   S.ACCEPTED),
    (S.RECEIVED, A.REJECT,   S.REJECTED),
    (S.RECEIVED, A.WITHDRAW, S.WITHDRAWN),
])
# fmt: on
