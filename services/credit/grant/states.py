"""The life of a grant."""

from shared.states import Named, StateTable


class GrantState(Named):
    """Where a grant stands; only an approved one moves credits."""

    PROPOSED = "proposed", "待审批"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "已驳回"


class GrantAction(Named):
    """What can happen to a grant."""

    APPROVE = "approve", "批准"
    REJECT = "reject", "驳回"


S, A = GrantState, GrantAction

# fmt: off
GRANT = StateTable("grant", initial=S.PROPOSED, moves=[
    (S.PROPOSED, A.APPROVE, S.APPROVED),
    (S.PROPOSED, A.REJECT,  S.REJECTED),
])
# fmt: on
