"""The life of a grant."""

from enum import StrEnum

from shared.states import StateTable


class GrantState(StrEnum):
    """Where a grant stands; only an approved one moves credits."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class GrantAction(StrEnum):
    """What can happen to a grant."""

    APPROVE = "approve"
    REJECT = "reject"


S, A = GrantState, GrantAction

# fmt: off
GRANT = StateTable("grant", initial=S.PROPOSED, moves=[
    (S.PROPOSED, A.APPROVE, S.APPROVED),
    (S.PROPOSED, A.REJECT,  S.REJECTED),
])
# fmt: on
