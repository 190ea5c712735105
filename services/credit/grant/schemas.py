"""Grants as the API takes and shows them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.credit.grant.states import GrantState
from services.credit.redemption_item.schemas import Credits
from services.credit.transfer.model import TransferKind
from services.credit.transfer.rules import BATCH_MAX
from shared.schemas import Day, Input, View, Words

Reason = Annotated[Words, Field(max_length=1_000)]
Evidence = Annotated[
    list[Annotated[Words, Field(max_length=500)]], Field(min_length=1, max_length=20)
]


class GrantLine(Input):
    """One movement; exactly one side is a holder, the other may be left to the district's own."""

    debit: UUID | None = None
    credit: UUID | None = None
    amount: Credits
    effective_on: Day


class TransferSubmission(GrantLine):
    """A grant (new credits) or an adjustment (a correction), for a second officer to approve."""

    kind: Literal["grant", "adjust"]
    reason: Reason
    evidence: Evidence


class BatchSubmission(Input):
    """Up to 1,000 movements of one kind; `whole` posts all of them or none."""

    kind: Literal["grant", "adjust"]
    lines: Annotated[list[GrantLine], Field(min_length=1, max_length=BATCH_MAX)]
    whole: Annotated[bool, Field(strict=True)]
    reason: Reason
    evidence: Evidence


class ReversalSubmission(Input):
    """How much to take back of a transfer; its own day counts unless another is given."""

    amount: Credits
    effective_on: Day | None = None
    reason: Reason
    evidence: Evidence


class GrantDecision(Input):
    """What the second officer says to it."""

    reason: Reason | None = None


class LineView(View):
    """One movement of a grant."""

    debit: UUID
    credit: UUID
    amount: int
    effective_on: str


class OutcomeView(View):
    """What became of one line: its transfer, if there is one, and a status word."""

    transfer_id: UUID | None
    status: str


class GrantView(View):
    """A request to move credits by hand, and what became of it."""

    id: UUID
    version: int
    kind: TransferKind
    lines: list[LineView]
    whole: bool
    reason: str
    evidence: list[str]
    reverses: UUID | None
    state: GrantState
    proposed_by: UUID
    decided_by: UUID | None
    decision: str | None
    outcomes: list[OutcomeView] | None
