"""Penalties as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.credit.penalty.states import PenaltyState
from services.credit.redemption_item.schemas import Credits
from shared.schemas import Input, View, Words

Story = Annotated[Words, Field(max_length=4_000)]
Link = Annotated[Words, Field(max_length=500)]


class PenaltySubmission(Input):
    """What an organization is to be penalized for, with at least one piece of evidence."""

    account_id: UUID
    ground: Annotated[Words, Field(max_length=500)]
    points: Credits
    evidence: Annotated[list[Link], Field(min_length=1, max_length=20)]


class StatementSubmission(Input):
    """What the organization has to say."""

    text: Story


class DecisionSubmission(Input):
    """Whether the penalty stands, and why."""

    upheld: Annotated[bool, Field(strict=True)]
    reason: Story


class PenaltyView(View):
    """A penalty with everything both sides said."""

    id: UUID
    version: int
    account_id: UUID
    organization_id: UUID
    ground: str
    points: int
    evidence: list[str]
    state: PenaltyState
    proposed_by: UUID
    statement_due: datetime
    statement: str | None
    decided_by: UUID | None
    decision: str | None
    appeal_due: datetime | None
    appeal: str | None
    reviewed_by: UUID | None
    review: str | None
    transfer_id: UUID | None
