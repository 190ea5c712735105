"""The life of a credit account."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class AccountState(Named):
    """Where an account stands."""

    SUSPENSE = "suspense", "待核实"
    OPEN = "open", "正常"
    FROZEN = "frozen", "已冻结"
    SUCCEEDED = "succeeded", "已由其他组织承继"
    CLOSED = "closed", "已关闭"


class AccountAction(Named):
    """What can happen to an account."""

    ADMIT = "admit"
    FREEZE = "freeze", "冻结"
    THAW = "thaw", "解冻"
    SUCCEED = "succeed"
    CLOSE = "close"


class FreezeCause(StrEnum):
    """Who froze an account, and so who can thaw it."""

    OFFICERS = "officers"
    LISTING = "listing"


class CreditList(StrEnum):
    """The registry's two lists of organizations that broke their word, the graver one last."""

    ABNORMAL = "abnormal"
    SERIOUS = "serious"


S, A = AccountState, AccountAction

POSTED_TO = frozenset({S.OPEN, S.FROZEN, S.SUCCEEDED})
"""Facts move credits here. In suspense they wait; what comes after the closing moves nothing."""


# fmt: off
ACCOUNT = StateTable("account", initial=S.SUSPENSE, moves=[
    (S.SUSPENSE, A.ADMIT,  S.OPEN),
    (S.OPEN,     A.FREEZE, S.FROZEN),
    (S.FROZEN,   A.THAW,   S.OPEN),
    *from_any((S.OPEN, S.FROZEN), A.SUCCEED, S.SUCCEEDED),
    *from_any((S.OPEN, S.FROZEN), A.CLOSE, S.CLOSED),
])
# fmt: on
