"""The life of a signing key."""

from shared.states import Named, StateTable


class SigningKeyState(Named):
    """Where a key stands: published ahead, in use, only verifying, or believed no more."""

    NEXT = "next", "待启用"
    CURRENT = "current", "使用中"
    REPLACED = "replaced", "已轮换"
    RETIRED = "retired", "已停用"


class SigningKeyAction(Named):
    """What can happen to a key."""

    PROMOTE = "promote", "启用"
    REPLACE = "replace", "轮换"
    RETIRE = "retire", "停用"


S, A = SigningKeyState, SigningKeyAction

# fmt: off
SIGNING_KEY = StateTable("signing_key", initial=S.NEXT, moves=[
    (S.NEXT,     A.PROMOTE, S.CURRENT),
    (S.CURRENT,  A.REPLACE, S.REPLACED),
    (S.REPLACED, A.RETIRE,  S.RETIRED),
])
# fmt: on
