"""The kinds and the life of a penalty."""

from shared.states import Named, StateTable, from_any


class PenaltyKind(Named):
    """What an agency imposed."""

    WARNING = "warning", "警告"
    FINE = "fine", "罚款"
    STOP_ORDER = "stop_order", "限期停止活动"
    REVOCATION = "revocation", "吊销登记证书"
    OTHER = "other", "其他"


class PenaltyState(Named):
    """Where a penalty stands."""

    RECORDED = "recorded", "待履行"
    FULFILLED = "fulfilled", "已履行"
    ANNULLED = "annulled", "已撤销"


class PenaltyAction(Named):
    """What can happen to a penalty."""

    FULFILL = "fulfill", "登记履行"
    ANNUL = "annul", "登记撤销"


S, A = PenaltyState, PenaltyAction
IN_FORCE = (S.RECORDED, S.FULFILLED)
"""It counts: neither an agency nor a court annulled it."""

# fmt: off
PENALTY = StateTable("penalty", initial=S.RECORDED, moves=[
    (S.RECORDED, A.FULFILL, S.FULFILLED),
    *from_any(IN_FORCE, A.ANNUL, S.ANNULLED),
])
# fmt: on
