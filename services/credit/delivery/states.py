"""Where the credits of a contract's part stand."""

from shared.states import Named, StateTable


class PartState(Named):
    """Expected while the contract runs, posted with its final evaluation."""

    EXPECTED = "expected", "待入账"
    POSTED = "posted", "已入账"


class PartAction(Named):
    """What can happen to a part."""

    POST = "post"


S, A = PartState, PartAction

# fmt: off
PART = StateTable("delivery", initial=S.EXPECTED, moves=[
    (S.EXPECTED, A.POST, S.POSTED),
])
# fmt: on
