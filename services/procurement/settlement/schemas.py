"""Settlements as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.procurement.contract.states import Gate
from services.procurement.settlement.model import Settlement
from services.procurement.settlement.states import SettlementAction, SettlementState
from shared.money import Money
from shared.schemas import Input, View, Words, merge

PENALTIES_MAX = 20
Reason = Annotated[Words, Field(min_length=2, max_length=500)]


class Penalty(Input):
    """A deduction the contract provides for."""

    reason: Reason
    amount: Money


class Deductions(Input):
    """What is deducted; nothing where nothing is said."""

    penalties: Annotated[list[Penalty], Field(max_length=PENALTIES_MAX)] = Field(
        default_factory=list
    )

    def deducted(self) -> list[dict[str, Any]]:
        """The penalties, in fen."""
        return [{"reason": one.reason, "amount_fen": one.amount.fen} for one in self.penalties]


class NewSettlement(Deductions):
    """Which tranche is settled."""

    gate: Gate


class SettlementDispute(Input):
    """Why one side does not agree."""

    reason: Reason


class SettlementView(View):
    """A settlement; `paid + payable - clawback = settled`. Its making: `…/explanation`."""

    id: UUID
    version: int
    contract_id: UUID
    project_id: UUID
    organization_id: UUID
    gate: Gate
    state: SettlementState
    actions: list[SettlementAction]
    evaluation_id: UUID | None
    score: int | None
    """In hundredths of a point."""
    grade: str | None
    value: Money
    ceiling: Money
    """The share of the value that may be paid at this gate."""
    quantity: Money
    """QV: what was delivered, by quantity."""
    cumulative: Money
    settled: Money
    paid: Money
    """Before this tranche."""
    payable: Money
    clawback: Money
    """What the supplier owes back."""
    calculated_at: datetime | None
    answer_by: datetime | None
    dispute_reason: str | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    record_sha256: str


AMOUNTS = ("value", "ceiling", "quantity", "cumulative", "settled", "paid", "payable", "clawback")


def shown(settlement: Settlement) -> Any:
    """A settlement with its amounts as money."""
    return merge(settlement, **{name: settlement.amount(name) for name in AMOUNTS})
