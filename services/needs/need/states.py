"""The life of a need (spec/needs.md §2.2; one action per target)."""

from shared.states import Named, StateTable, from_any


class NeedState(Named):
    """Where a need stands."""

    SUBMITTED = "submitted", "待受理"
    AWAITING_INFO = "awaiting_info", "待补充信息"
    ACCEPTED = "accepted", "已受理"
    REFUSED = "refused", "不予受理"
    CLASSIFIED = "classified", "已分类"
    DISPATCHING = "dispatching", "派单中"
    IN_SERVICE = "in_service", "服务中"
    ANSWERING = "answering", "答复中"
    IN_PROJECT = "in_project", "项目办理中"
    RESOLVED = "resolved", "已办结，待确认"
    CLOSED = "closed", "已结案"
    WITHDRAWN = "withdrawn", "已撤回"


class NeedAction(Named):
    """What can happen to a need."""

    ACCEPT = "accept", "受理"
    ASK_INFO = "ask_info", "要求补充信息"
    SUPPLY_INFO = "supply_info", "补充信息"
    REFUSE = "refuse", "不予受理"
    CLASSIFY = "classify", "分类"
    RECATEGORIZE = "recategorize", "更正类别"
    DISPATCH = "dispatch", "派单"
    ANSWER = "answer"
    SERVE = "serve"
    RETURN = "return"
    EXHAUST = "exhaust"
    START_PROJECT = "start_project"
    STOP_PROJECT = "stop_project"
    RESOLVE = "resolve", "办结"
    CLOSE = "close", "确认办结"
    DISPUTE = "dispute", "提出异议"
    WITHDRAW = "withdraw", "撤回"


S, A = NeedState, NeedAction

ENDED = frozenset({S.REFUSED, S.CLOSED, S.WITHDRAWN})
"""Nothing more is owed to the resident, unless he disputes a closed need in time."""

BEFORE_SERVICE = (S.SUBMITTED, S.AWAITING_INFO, S.ACCEPTED, S.CLASSIFIED, S.DISPATCHING)
"""As long as nobody is at work, the reporter may take the need back."""

UNDER_WAY = (S.IN_SERVICE, S.ANSWERING, S.IN_PROJECT)
"""Somebody is at work: it ends with a result, or goes back first."""

SERVED = (S.IN_SERVICE, S.RESOLVED, S.CLOSED)
"""On the menu, a need that stands here is ended with its order; before, there is none."""

# fmt: off
NEED = StateTable("need", initial=S.SUBMITTED, moves=[
    (S.SUBMITTED,     A.ACCEPT,        S.ACCEPTED),
    (S.SUBMITTED,     A.ASK_INFO,      S.AWAITING_INFO),
    (S.SUBMITTED,     A.REFUSE,        S.REFUSED),
    (S.AWAITING_INFO, A.SUPPLY_INFO,   S.SUBMITTED),
    (S.ACCEPTED,      A.CLASSIFY,      S.CLASSIFIED),
    (S.CLASSIFIED,    A.CLASSIFY,      S.CLASSIFIED),
    *from_any((S.ACCEPTED, S.CLASSIFIED, S.DISPATCHING), A.RECATEGORIZE, S.ACCEPTED),
    (S.CLASSIFIED,    A.DISPATCH,      S.DISPATCHING),
    (S.CLASSIFIED,    A.ANSWER,        S.ANSWERING),
    *from_any((S.CLASSIFIED, S.DISPATCHING), A.START_PROJECT, S.IN_PROJECT),
    (S.IN_PROJECT,    A.STOP_PROJECT,  S.CLASSIFIED),
    (S.DISPATCHING,   A.SERVE,         S.IN_SERVICE),
    (S.DISPATCHING,   A.EXHAUST,       S.CLASSIFIED),
    (S.IN_SERVICE,    A.RETURN,        S.DISPATCHING),
    *from_any(UNDER_WAY, A.RESOLVE, S.RESOLVED),
    (S.RESOLVED,      A.CLOSE,         S.CLOSED),
    *from_any((S.RESOLVED, S.CLOSED), A.DISPUTE, S.CLASSIFIED),
    *from_any(BEFORE_SERVICE, A.WITHDRAW, S.WITHDRAWN),
])
# fmt: on
