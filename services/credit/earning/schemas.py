"""Earnings as the API shows them, with the arithmetic that made them."""

from datetime import date
from typing import Any
from uuid import UUID

from services.credit.earning.model import Earning
from services.credit.earning.rules import Conversion, Inputs, concluded, explained
from services.credit.earning.states import EarningState
from services.credit.transfer.model import Transfer
from shared.schemas import View


class ExplanationView(View):
    """How an amount came about: what went in, every step (factors in basis points), in words.

    `before` and `after` are the credits that stood in the ledger for the same order; what was not
    earned by an order has neither, nor a state.
    """

    policy_id: UUID | None
    inputs: dict[str, Any]
    steps: dict[str, int]
    amount: int
    state: EarningState | None
    before: int | None
    after: int | None
    zh: str
    en: str

    @classmethod
    def of(cls, policy_id: UUID | None, told: dict[str, Any]) -> "ExplanationView":
        """An explanation as the journal keeps it, put into words where it is not yet."""
        told = {"state": None, "before": None, "after": None} | told
        if "zh" not in told:
            steps = dict(told["steps"])
            made = Conversion(base=steps.pop("base"), factors=steps, amount=told["amount"])
            how = explained(Inputs(**told["inputs"]), made)
            state = EarningState[told["state"].upper()]
            what = concluded(state, before=told["before"], after=told["after"])
            told |= {"zh": how[0] + what[0], "en": f"{how[1]} {what[1]}"}
        if withdrawn := told.get("withdrawn"):
            told["zh"] += f"另有 {abs(withdrawn)} 积分已人工冲正。"
            told["en"] += f" {abs(withdrawn)} more were reversed by hand."
        return cls(policy_id=policy_id, **told)


class TransferExplanationView(View):
    """Why a transfer was posted."""

    transfer_id: UUID
    effective_on: date
    source_type: str
    source_id: UUID
    explanation: ExplanationView

    @classmethod
    def of(cls, transfer: Transfer) -> "TransferExplanationView":
        """A transfer with its arithmetic."""
        return cls(
            transfer_id=transfer.id,
            effective_on=transfer.effective_on,
            source_type=transfer.source_type,
            source_id=transfer.source_id,
            explanation=ExplanationView.of(transfer.policy_id, transfer.explanation),
        )


class EarningView(View):
    """One revision of what an order earns; only what is posted is in the ledger."""

    id: UUID
    version: int
    order_id: UUID
    revision: int
    account_id: UUID
    state: EarningState
    amount: int
    transfer_id: UUID | None
    explanation: ExplanationView

    @classmethod
    def of(cls, earning: Earning) -> "EarningView":
        """An earning with its arithmetic."""
        after = earning.amount if earning.state is EarningState.POSTED else 0
        told = earning.explanation(earning.state, before=0, after=after)
        return cls(
            id=earning.id,
            version=earning.version,
            order_id=earning.order_id,
            revision=earning.revision,
            account_id=earning.account_id,
            state=earning.state,
            amount=earning.amount,
            transfer_id=earning.transfer_id,
            explanation=ExplanationView.of(earning.policy_id, told),
        )
