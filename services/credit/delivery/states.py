"""Where the credits of a contract's part stand."""

from enum import StrEnum

from shared.states import StateTable


class PartState(StrEnum):
    """Expected while the contract runs, posted with its final evaluation."""

    EXPECTED = "expected"
    POSTED = "posted"


class PartAction(StrEnum):
    """What can happen to a part."""

    POST = "post"


S, A = PartState, PartAction

# fmt: off
PART = StateTable("delivery", initial=S.EXPECTED, moves=[
    (S.EXPECTED, A.POST, S.POSTED),
])
# fmt: on
