"""The life of an account."""

from shared.states import Named, StateTable, from_any


class AccountState(Named):
    """Where an account stands; `pending` has no password yet."""

    PENDING = "pending", "待启用"
    ACTIVE = "active", "正常"
    LOCKED = "locked", "已锁定"
    DISABLED = "disabled", "已停用"
    ERASED = "erased", "已删除"


class AccountAction(Named):
    """What can happen to an account."""

    ACTIVATE = "activate", "设置密码"
    LOCK = "lock"
    UNLOCK = "unlock", "解锁"
    DISABLE = "disable", "停用"
    ENABLE = "enable", "重新启用"
    ERASE = "erase"


S, A = AccountState, AccountAction

OUT_OF_USE = frozenset({S.DISABLED, S.ERASED})
"""Nobody is let in with these, whatever password he knows."""

# fmt: off
ACCOUNT = StateTable("account", initial=S.PENDING, moves=[
    (S.PENDING,  A.ACTIVATE, S.ACTIVE),
    (S.ACTIVE,   A.LOCK,     S.LOCKED),
    (S.LOCKED,   A.UNLOCK,   S.ACTIVE),
    *from_any([S.PENDING, S.ACTIVE, S.LOCKED], A.DISABLE, S.DISABLED),
    (S.DISABLED, A.ENABLE,   S.PENDING),
    *from_any([S.PENDING, S.ACTIVE, S.LOCKED, S.DISABLED], A.ERASE, S.ERASED),
])
# fmt: on
