"""The life of a credit account."""

from enum import StrEnum

from shared.states import StateTable, from_any


class AccountState(StrEnum):
    """Where an account stands."""

    SUSPENSE = "suspense"
    OPEN = "open"
    FROZEN = "frozen"
    CLOSED = "closed"


class AccountAction(StrEnum):
    """What can happen to an account."""

    ADMIT = "admit"
    FREEZE = "freeze"
    THAW = "thaw"
    CLOSE = "close"


S, A = AccountState, AccountAction

# fmt: off
ACCOUNT = StateTable("account", initial=S.SUSPENSE, moves=[
    (S.SUSPENSE, A.ADMIT,  S.OPEN),
    (S.OPEN,     A.FREEZE, S.FROZEN),
    (S.FROZEN,   A.THAW,   S.OPEN),
    *from_any((S.OPEN, S.FROZEN), A.CLOSE, S.CLOSED),
])
# fmt: on
