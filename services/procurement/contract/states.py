"""The life of a contract (spec/procurement.md §2.2)."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class ContractState(Named):
    """Where a contract stands."""

    DRAFT = "draft", "待签署"
    SIGNED = "signed", "已签署"
    ACTIVE = "active", "履行中"
    COMPLETED = "completed", "已完成"
    TERMINATED = "terminated", "已终止"
    VOIDED = "voided", "已失效"


class ContractAction(Named):
    """What can happen to a contract."""

    SIGN = "sign", "签署"
    START = "start"
    COMPLETE = "complete"
    TERMINATE = "terminate", "终止"
    VOID = "void", "废弃草案"


class Gate(Named):
    """What a tranche waits for: both signatures, the mid-term or the final evaluation."""

    SIGNING = "signing", "签约"
    MID_TERM = "mid_term", "中期"
    FINAL = "final", "末期"


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
