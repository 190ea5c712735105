"""The life of a wish to be erased, and what may stand in its way."""

from shared.states import Named, StateTable, from_any


class ErasureState(Named):
    """Where the wish stands."""

    REQUESTED = "requested", "待办理"
    RESTRICTED = "restricted", "限制处理中"
    ERASED = "erased", "已删除"
    REFUSED = "refused", "不予删除"
    WITHDRAWN = "withdrawn", "已撤回"


class ErasureAction(Named):
    """What can happen to the wish."""

    ERASE = "erase", "准予删除"
    RESTRICT = "restrict"
    REFUSE = "refuse", "不予删除"
    WITHDRAW = "withdraw", "撤回"


class Obstacle(Named):
    """Why something must be kept for a while."""

    DUTY = "duty", "担任或近期担任过职务"
    EMPLOYMENT = "employment", "在社会组织就职"
    TEAM = "team", "是服务队成员"


S, A = ErasureState, ErasureAction

OPEN = (S.REQUESTED, S.RESTRICTED)
"""A person has one wish at a time that may still come true."""

# fmt: off
ERASURE = StateTable("erasure", initial=S.REQUESTED, moves=[
    *from_any(OPEN, A.ERASE, S.ERASED),
    (S.REQUESTED, A.RESTRICT, S.RESTRICTED),
    (S.REQUESTED, A.REFUSE,   S.REFUSED),
    *from_any(OPEN, A.WITHDRAW, S.WITHDRAWN),
])
# fmt: on
