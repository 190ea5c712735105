"""The life of an earning."""

from shared.states import Named, StateTable, from_any


class EarningState(Named):
    """Where an earning stands; only what is posted is in the ledger."""

    EXPECTED = "expected", "待入账"
    POSTED = "posted", "已入账"
    VOIDED = "voided", "已作废"
    SUPERSEDED = "superseded", "已被替代"


class EarningAction(Named):
    """What can happen to an earning."""

    POST = "post"
    VOID = "void"
    SUPERSEDE = "supersede"


S, A = EarningState, EarningAction

# fmt: off
EARNING = StateTable("earning", initial=S.EXPECTED, moves=[
    (S.EXPECTED, A.POST, S.POSTED),
    (S.EXPECTED, A.VOID, S.VOIDED),
    *from_any((S.EXPECTED, S.POSTED, S.VOIDED), A.SUPERSEDE, S.SUPERSEDED),
])
# fmt: on
