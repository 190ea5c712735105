"""The life of an account."""

from enum import StrEnum

from shared.states import StateTable, from_any


class AccountState(StrEnum):
    """Where an account stands; `pending` has no password yet."""

    PENDING = "pending"
    ACTIVE = "active"
    LOCKED = "locked"
    DISABLED = "disabled"


class AccountAction(StrEnum):
    """What can happen to an account."""

    ACTIVATE = "activate"
    LOCK = "lock"
    UNLOCK = "unlock"
    DISABLE = "disable"
    ENABLE = "enable"


S, A = AccountState, AccountAction

# fmt: off
ACCOUNT = StateTable("account", initial=S.PENDING, moves=[
    (S.PENDING,  A.ACTIVATE, S.ACTIVE),
    (S.ACTIVE,   A.LOCK,     S.LOCKED),
    (S.LOCKED,   A.UNLOCK,   S.ACTIVE),
    *from_any([S.PENDING, S.ACTIVE, S.LOCKED], A.DISABLE, S.DISABLED),
    (S.DISABLED, A.ENABLE,   S.PENDING),
])
# fmt: on
