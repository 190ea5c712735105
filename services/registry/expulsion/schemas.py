"""Expulsions as the API shows them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.expulsion.states import ExpulsionAction, ExpulsionState, Ground
from shared.schemas import Input, View, Words

Told = Annotated[
    Words, Field(min_length=10, max_length=1_000, examples=["多次虚报服务时长，经核实并未到场。"])
]


class ExpulsionProposal(Input):
    """Whom to let go, and why."""

    volunteer_id: UUID
    ground: Ground
    reason: Told


class Said(Input):
    """What he says to it."""

    text: Told


class ExpulsionDecision(Input):
    """What is decided, and why."""

    expelled: Annotated[bool, Field(strict=True)]
    reason: Told


class ExpulsionView(View):
    """An expulsion, with all that was said."""

    id: UUID
    version: int
    volunteer_id: UUID
    ground: Ground
    reason: str | None
    proposed_by_id: UUID
    proposed_at: datetime
    statement_until: datetime
    statement: str | None
    decided_by_id: UUID | None
    decision: str | None
    appeal_until: datetime | None
    barred_until: date | None
    appeal: str | None
    reviewed_by_id: UUID | None
    review: str | None
    state: ExpulsionState
    actions: list[ExpulsionAction]
    """What the table of states allows next."""
