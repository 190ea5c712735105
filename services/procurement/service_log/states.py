"""The life of a service log (spec/procurement.md §2.2, §2.5)."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class LogState(Named):
    """Where a log stands."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    SAMPLED = "sampled", "待核验"
    VERIFIED = "verified", "已核验"
    REJECTED = "rejected", "核验未通过"
    DISPUTED = "disputed", "有异议"
    CORRECTED = "corrected", "已更正"
    REVERSAL = "reversal", "冲销记录"


class LogAction(Named):
    """What can happen to a log."""

    SUBMIT = "submit"
    SAMPLE = "sample"
    ACCEPT = "accept"
    VERIFY = "verify", "核验通过"
    REJECT = "reject", "核验不通过"
    EXPOSE = "expose", "认定虚假"
    DISPUTE = "dispute", "提出异议"
    CORRECT = "correct", "更正"
    REVERSE = "reverse"


class CaseworkPhase(StrEnum):
    """接案, 预估, 计划, 介入, 评估, 结案: the phases of casework."""

    INTAKE = "intake"
    ASSESSMENT = "assessment"
    PLANNING = "planning"
    INTERVENTION = "intervention"
    EVALUATION = "evaluation"
    CLOSURE = "closure"


class Flag(StrEnum):
    """What makes a log doubtful; a flag refuses nothing, it is shown to whoever verifies."""

    LATE_ENTRY = "late_entry"
    OVER_CAP = "over_cap"
    ATTACHMENT_REUSED = "attachment_reused"


S, A = LogState, LogAction

# fmt: off
SERVICE_LOG = StateTable("service_log", initial=S.DRAFT, moves=[
    (S.DRAFT,     A.SUBMIT,  S.SUBMITTED),
    (S.SUBMITTED, A.SAMPLE,  S.SAMPLED),
    (S.SUBMITTED, A.ACCEPT,  S.VERIFIED),
    *from_any((S.SAMPLED, S.DISPUTED), A.VERIFY, S.VERIFIED),
    *from_any((S.SAMPLED, S.DISPUTED), A.REJECT, S.REJECTED),
    *from_any((S.SUBMITTED, S.SAMPLED, S.VERIFIED, S.DISPUTED), A.EXPOSE, S.REJECTED),
    (S.REJECTED,  A.DISPUTE, S.DISPUTED),
    # never while sampled: a supplier must not take back what is about to be checked
    *from_any((S.SUBMITTED, S.VERIFIED), A.CORRECT, S.CORRECTED),
    (S.DRAFT,     A.REVERSE, S.REVERSAL),
])
# fmt: on
