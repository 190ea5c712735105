"""The life of an evaluation (spec/registry.md §2.2, §2.10)."""

from shared.states import Named, StateTable, from_any


class Obstacle(Named):
    """Why a body may not be evaluated now."""

    INACTIVE = "inactive", "组织状态不正常"
    TOO_YOUNG = "too_young", "登记未满两个完整年度"
    GRADED_LATELY = "graded_lately", "现有等级授予未满两年"
    CHECK_MISSED = "check_missed", "最近年度未报送年检"
    CHECK_UNQUALIFIED = "check_unqualified", "最近年度年检不合格"
    BASIC_TWICE = "basic_twice", "连续两个年度年检基本合格"
    PUNISHED = "punished", "上年度以来受到行政处罚"
    PENALTY_OPEN = "penalty_open", "行政处罚尚未履行完毕"
    UNDER_INVESTIGATION = "under_investigation", "正在接受调查"
    ON_A_LIST = "on_a_list", "在活动异常名录或严重违法失信名单上"


class EvaluationState(Named):
    """Where an evaluation stands; the grade holds while it is `final` or `downgraded`."""

    APPLIED = "applied", "已申请待资格审查"
    REFUSED = "refused", "资格审查未通过"
    WITHDRAWN = "withdrawn", "已撤回申请"
    ADMITTED = "admitted", "待自评"
    SELF_REPORTED = "self_reported", "已自评待实地考察"
    PROVISIONAL = "provisional", "初评待公示"
    PUBLICIZED = "publicized", "公示中"
    REVIEW = "review", "复核中"
    FINAL = "final", "已授予等级"
    DOWNGRADED = "downgraded", "已降低等级"
    REVOKED = "revoked", "已取消等级"
    EXPIRED = "expired", "等级已失效"


class EvaluationAction(Named):
    """What can happen to an evaluation."""

    ADMIT = "admit", "通过资格审查"
    REFUSE = "refuse", "资格审查不予通过"
    WITHDRAW = "withdraw", "撤回申请"
    REPORT = "report", "提交自评"
    SCORE = "score", "登记实地考察评分"
    RESCORE = "rescore", "退回重新考察"
    PUBLICIZE = "publicize", "公示"
    APPEAL = "appeal", "申请复核"
    SETTLE = "settle", "复核定级"
    FINALIZE = "finalize"
    DOWNGRADE = "downgrade", "降低等级"
    REVOKE = "revoke", "取消等级"
    EXPIRE = "expire"


S, A = EvaluationState, EvaluationAction

EARLY = (S.APPLIED, S.ADMITTED, S.SELF_REPORTED)
RUNNING = (*EARLY, S.PROVISIONAL, S.PUBLICIZED, S.REVIEW)
"""A body has at most one such evaluation."""
GRADED = (S.FINAL, S.DOWNGRADED)
"""The grade holds."""
PUBLISHED = (S.PUBLICIZED, *GRADED)
"""Everybody may know the grade."""

# fmt: off
ORGANIZATION_EVALUATION = StateTable("organization_evaluation", initial=S.APPLIED, moves=[
    (S.APPLIED,       A.ADMIT,     S.ADMITTED),
    (S.APPLIED,       A.REFUSE,    S.REFUSED),
    *from_any(EARLY,  A.WITHDRAW,  S.WITHDRAWN),
    (S.ADMITTED,      A.REPORT,    S.SELF_REPORTED),
    (S.SELF_REPORTED, A.SCORE,     S.PROVISIONAL),
    (S.PROVISIONAL,   A.RESCORE,   S.SELF_REPORTED),
    (S.PROVISIONAL,   A.PUBLICIZE, S.PUBLICIZED),
    (S.PUBLICIZED,    A.APPEAL,    S.REVIEW),
    (S.PUBLICIZED,    A.FINALIZE,  S.FINAL),
    (S.REVIEW,        A.SETTLE,    S.FINAL),
    *from_any(GRADED, A.DOWNGRADE, S.DOWNGRADED),
    *from_any(GRADED, A.REVOKE,    S.REVOKED),
    *from_any(GRADED, A.EXPIRE,    S.EXPIRED),
])
# fmt: on
