"""The life of a matter, from the first household that asks to the resolution (spec §2.7)."""

from shared.states import Named, StateTable, from_any


class MatterState(Named):
    """Where a matter stands."""

    GATHERING = "gathering", "征集支持"
    PROPOSED = "proposed", "待审核"
    LAPSED = "lapsed", "支持不足"
    DECLINED = "declined", "不予协商"
    ACCEPTED = "accepted", "筹备会议"
    NOTICED = "noticed", "已通知开会"
    IN_SESSION = "in_session", "协商中"
    REJECTED = "rejected", "未通过"
    HEARD = "heard", "已听证"
    ESCALATED = "escalated", "提交居民会议"
    ADOPTED = "adopted", "已通过"
    EFFECTIVE = "effective", "决议生效"
    ANNULLED = "annulled", "已撤销"


class MatterAction(Named):
    """What can happen to it."""

    SUFFICE = "suffice", "表示支持"
    LAPSE = "lapse"
    ACCEPT = "accept", "同意协商"
    DECLINE = "decline", "不予协商"
    NOTICE = "notice", "发布会议通知"
    CALL_OFF = "call_off", "取消会议"
    OPEN = "open", "开会"
    ADOPT = "adopt", "计票通过"
    REJECT = "reject", "计票未通过"
    HEAR = "hear", "结束听证"
    RETRY = "retry", "再次开会"
    ESCALATE = "escalate", "提交居民会议"
    REDO = "redo"
    RESCREEN = "rescreen"
    TAKE_EFFECT = "take_effect", "公示决议"
    ANNUL = "annul", "撤销"


S, A = MatterState, MatterAction

OPEN = (S.GATHERING, S.PROPOSED, S.ACCEPTED, S.NOTICED, S.IN_SESSION, S.ADOPTED)
"""Something is still to come; of a cluster there is at most one such matter."""

# fmt: off
MATTER = StateTable("matter", initial=S.GATHERING, moves=[
    (S.GATHERING,  A.SUFFICE,     S.PROPOSED),
    (S.GATHERING,  A.LAPSE,       S.LAPSED),
    (S.PROPOSED,   A.ACCEPT,      S.ACCEPTED),
    (S.PROPOSED,   A.DECLINE,     S.DECLINED),
    (S.ACCEPTED,   A.NOTICE,      S.NOTICED),
    (S.NOTICED,    A.CALL_OFF,    S.ACCEPTED),
    (S.NOTICED,    A.OPEN,        S.IN_SESSION),
    (S.IN_SESSION, A.ADOPT,       S.ADOPTED),
    (S.IN_SESSION, A.REJECT,      S.REJECTED),
    (S.IN_SESSION, A.HEAR,        S.HEARD),
    (S.IN_SESSION, A.RETRY,       S.ACCEPTED),
    (S.IN_SESSION, A.ESCALATE,    S.ESCALATED),
    (S.ADOPTED,    A.REDO,        S.ACCEPTED),
    (S.ADOPTED,    A.RESCREEN,    S.PROPOSED),
    (S.ADOPTED,    A.TAKE_EFFECT, S.EFFECTIVE),
    *from_any(OPEN, A.ANNUL, S.ANNULLED),
])
# fmt: on
