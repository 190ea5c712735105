"""The life of a venture philanthropy round (spec/procurement.md §2.2, 公益创投)."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class RoundState(Named):
    """Where a round stands."""

    COLLECTING = "collecting", "需求征集中"
    CALL_OPEN = "call_open", "申报中"
    FORMAL_CHECK = "formal_check", "形式审查中"
    EXPERT_REVIEW = "expert_review", "专家评审中"
    ROADSHOW = "roadshow", "路演中"
    PUBLICITY = "publicity", "公示中"
    AGREEMENT = "agreement", "签约确认中"
    CLOSED = "closed", "已结束"
    CANCELED = "canceled", "已取消"


class RoundAction(Named):
    """What can happen to a round."""

    REVISE = "revise", "修改方案"
    PUBLISH = "publish", "落实资金并发布"
    CLOSE_CALL = "close_call"
    REVIEW = "review", "开展专家评审"
    SHORTLIST = "shortlist", "确定入围并开展路演"
    DETERMINE = "determine", "确定资助名单"
    OPEN_AGREEMENT = "open_agreement"
    CLOSE = "close"
    CANCEL = "cancel", "取消"


class Stage(StrEnum):
    """The two stages that a round's panel judges."""

    EXPERT = "expert"
    ROADSHOW = "roadshow"


S, A = RoundState, RoundAction

SEALED = (S.COLLECTING, S.CALL_OPEN)
"""Until the call is closed nobody sees another's proposal."""

CANCELABLE = (*SEALED, S.FORMAL_CHECK, S.EXPERT_REVIEW, S.ROADSHOW)
"""Once it is public who gets the money, it is given."""

# fmt: off
ROUND = StateTable("round", initial=S.COLLECTING, moves=[
    (S.COLLECTING,    A.REVISE,         S.COLLECTING),
    (S.COLLECTING,    A.PUBLISH,        S.CALL_OPEN),
    (S.CALL_OPEN,     A.CLOSE_CALL,     S.FORMAL_CHECK),
    (S.FORMAL_CHECK,  A.REVIEW,         S.EXPERT_REVIEW),
    (S.EXPERT_REVIEW, A.SHORTLIST,      S.ROADSHOW),
    (S.ROADSHOW,      A.DETERMINE,      S.PUBLICITY),
    (S.PUBLICITY,     A.OPEN_AGREEMENT, S.AGREEMENT),
    (S.AGREEMENT,     A.CLOSE,          S.CLOSED),
    *from_any(CANCELABLE, A.CANCEL, S.CANCELED),
])
# fmt: on
