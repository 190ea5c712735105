"""The life of one stage of a review."""

from shared.states import Named, StateTable, from_any


class ReviewState(Named):
    """Where a stage of the review stands."""

    SCORING = "scoring", "评分中"
    CHECKING = "checking", "核对中"
    SIGNING = "signing", "签署中"
    SIGNED = "signed", "已签署"


class ReviewAction(Named):
    """What can happen to a stage of the review."""

    SCORE = "score", "评分"
    CLOSE = "close"
    CORRECT = "correct", "更正或确认评分"
    SIGN = "sign", "签署报告"
    CONCLUDE = "conclude"
    REOPEN = "reopen", "更换成员"


S, A = ReviewState, ReviewAction

# fmt: off
REVIEW = StateTable("review", initial=S.SCORING, moves=[
    (S.SCORING,  A.SCORE,    S.SCORING),
    (S.SCORING,  A.CLOSE,    S.CHECKING),
    (S.CHECKING, A.CORRECT,  S.CHECKING),
    *from_any((S.CHECKING, S.SIGNING), A.SIGN, S.SIGNING),
    (S.SIGNING,  A.CONCLUDE, S.SIGNED),
    *from_any((S.SCORING, S.CHECKING, S.SIGNING), A.REOPEN, S.SCORING),
])
# fmt: on
