"""The life of a contract (spec/procurement.md §2.2)."""

from enum import StrEnum

from shared.states import StateTable, from_any


class ContractState(StrEnum):
    """Where a contract stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    ACTIVE = "active"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    VOIDED = "voided"


class ContractAction(StrEnum):
    """What can happen to a contract."""

    SIGN = "sign"
    START = "start"
    COMPLETE = "complete"
    TERMINATE = "terminate"
    VOID = "void"


class Gate(StrEnum):
    """What a tranche waits for: both signatures, the mid-term or the final evaluation."""

    SIGNING = "signing"
    MID_TERM = "mid_term"
    FINAL = "final"


class Side(StrEnum):
    """The two who sign."""

    BUYER = "buyer"
    ORGANIZATION = "organization"


S, A = ContractState, ContractAction

LIVE = (S.DRAFT, S.SIGNED, S.ACTIVE)
"""A project has at most one such contract; a partial unique index says so too."""

# fmt: off
CONTRACT = StateTable("contract", initial=S.DRAFT, moves=[
    (S.DRAFT,  A.SIGN,     S.SIGNED),
    (S.DRAFT,  A.VOID,     S.VOIDED),
    (S.SIGNED, A.START,    S.ACTIVE),
    (S.ACTIVE, A.COMPLETE, S.COMPLETED),
    *from_any((S.SIGNED, S.ACTIVE), A.TERMINATE, S.TERMINATED),
])
# fmt: on
