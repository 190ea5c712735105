"""The life of a brief in the buyer's inbox."""

from enum import StrEnum

from shared.states import StateTable


class BriefState(StrEnum):
    """Where a brief stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class BriefAction(StrEnum):
    """What can happen to a brief."""

    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"


S, A = BriefState, BriefAction

# fmt: off
BRIEF = StateTable("brief", initial=S.RECEIVED, moves=[
    (S.RECEIVED, A.ACCEPT,   S.ACCEPTED),
    (S.RECEIVED, A.REJECT,   S.REJECTED),
    (S.RECEIVED, A.WITHDRAW, S.WITHDRAWN),
])
# fmt: on
