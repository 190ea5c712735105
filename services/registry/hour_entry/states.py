"""The life of an entry of hours."""

from shared.states import Named, StateTable


class HourState(Named):
    """Where it stands; who records in time certifies thereby, and it is `pending` for no moment."""

    PENDING = "pending", "待确认"
    CERTIFIED = "certified", "已认定"
    REFUSED = "refused", "未予认定"
    REVERSED = "reversed", "已冲正"


class HourAction(Named):
    """What can happen to it."""

    CERTIFY = "certify", "确认"
    REFUSE = "refuse", "不予确认"
    REVERSE = "reverse", "冲正"


S, A = HourState, HourAction

# fmt: off
HOUR = StateTable("hour_entry", initial=S.PENDING, moves=[
    (S.PENDING,   A.CERTIFY, S.CERTIFIED),
    (S.PENDING,   A.REFUSE,  S.REFUSED),
    (S.CERTIFIED, A.REVERSE, S.REVERSED),
])
# fmt: on
