"""The life of a claim list entry."""

from enum import StrEnum

from shared.states import StateTable


class ClaimState(StrEnum):
    """Where a claim list entry stands."""

    OPEN = "open"
    TAKEN = "taken"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class ClaimAction(StrEnum):
    """What can happen to a claim list entry."""

    TAKE = "take"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"


S, A = ClaimState, ClaimAction

# fmt: off
CLAIM = StateTable("claim", initial=S.OPEN, moves=[
    (S.OPEN, A.TAKE,     S.TAKEN),
    (S.OPEN, A.LAPSE,    S.LAPSED),
    (S.OPEN, A.WITHDRAW, S.WITHDRAWN),
])
# fmt: on
