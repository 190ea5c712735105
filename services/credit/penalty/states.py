"""The life of a penalty."""

from enum import StrEnum

from shared.states import StateTable, from_any


class PenaltyState(StrEnum):
    """Where a penalty stands; `final` when nobody appealed in time."""

    PROPOSED = "proposed"
    STATED = "stated"
    POSTED = "posted"
    DROPPED = "dropped"
    APPEALED = "appealed"
    UPHELD = "upheld"
    REVERSED = "reversed"
    FINAL = "final"


class PenaltyAction(StrEnum):
    """What can happen to a penalty."""

    STATE = "state"
    POST = "post"
    DROP = "drop"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    REVERSE = "reverse"
    END = "end"


S, A = PenaltyState, PenaltyAction
UNDECIDED = (S.PROPOSED, S.STATED)

# fmt: off
PENALTY = StateTable("penalty", initial=S.PROPOSED, moves=[
    (S.PROPOSED, A.STATE,   S.STATED),
    *from_any(UNDECIDED, A.POST, S.POSTED),
    *from_any(UNDECIDED, A.DROP, S.DROPPED),
    (S.POSTED,   A.APPEAL,  S.APPEALED),
    (S.POSTED,   A.END,     S.FINAL),
    (S.APPEALED, A.UPHOLD,  S.UPHELD),
    (S.APPEALED, A.REVERSE, S.REVERSED),
])
# fmt: on
