"""The life of a transfer."""

from shared.states import Named, StateTable


class TransferState(Named):
    """Where it stands; a community that says nothing accepts."""

    REQUESTED = "requested", "待接收社区答复"
    ACCEPTED = "accepted", "已转入"
    REFUSED = "refused", "未予接收"
    WITHDRAWN = "withdrawn", "已撤回"


class TransferAction(Named):
    """What can happen to it."""

    ACCEPT = "accept", "接收"
    REFUSE = "refuse", "不予接收"
    WITHDRAW = "withdraw", "撤回"


S, A = TransferState, TransferAction

# fmt: off
VOLUNTEER_TRANSFER = StateTable("volunteer_transfer", initial=S.REQUESTED, moves=[
    (S.REQUESTED, A.ACCEPT,   S.ACCEPTED),
    (S.REQUESTED, A.REFUSE,   S.REFUSED),
    (S.REQUESTED, A.WITHDRAW, S.WITHDRAWN),
])
# fmt: on
