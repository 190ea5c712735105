"""The life of a claim list entry."""

from shared.states import Named, StateTable


class ClaimState(Named):
    """Where a claim list entry stands."""

    OPEN = "open", "可认领"
    TAKEN = "taken", "已被认领"
    LAPSED = "lapsed", "已失效"
    WITHDRAWN = "withdrawn", "已撤回"


class ClaimAction(Named):
    """What can happen to a claim list entry."""

    TAKE = "take", "认领"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"


S, A = ClaimState, ClaimAction

# fmt: off
CLAIM = StateTable("claim", initial=S.OPEN, moves=[
    (S.OPEN, A.TAKE,     S.TAKEN),
    (S.OPEN, A.LAPSE,    S.LAPSED),
    (S.OPEN, A.WITHDRAW, S.WITHDRAWN),
])
# fmt: on
