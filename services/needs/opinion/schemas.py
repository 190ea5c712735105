"""Opinions as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.needs.opinion.rules import Disposition, Position
from services.needs.roll.schemas import RollNo
from shared.schemas import Input, View, Words


class OpinionSubmission(Input):
    """What somebody on the roll says."""

    position: Position
    text: Annotated[Words, Field(max_length=2000)]
    roll_no: RollNo | None = None
    """One's own where none is named; staff name whose opinion they write down."""


class Answer(Input):
    """What becomes of it."""

    disposition: Disposition
    reason: Annotated[Words, Field(min_length=5, max_length=500)]


class OpinionView(View):
    """An opinion with what became of it; whose it is, its reader is not told."""

    id: UUID
    version: int
    meeting_id: UUID
    position: Position
    text: str
    at: datetime
    disposition: Disposition | None
    reason: str | None
    answered_at: datetime | None
