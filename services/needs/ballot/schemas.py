"""Ballots as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.needs.ballot.rules import Medium
from services.needs.meeting.rules import Vote
from services.needs.roll.schemas import RollNo
from shared.schemas import Input, View


class BallotSubmission(Input):
    """A vote."""

    vote: Vote
    option: Annotated[int, Field(ge=1, le=9)] | None = None
    """Which option a yes is for, from 1."""
    roll_no: RollNo | None = None
    """One's own where none is named; a proxy and staff name whom they vote for."""
    medium: Medium = Medium.WEB
    """Staff enter ballots on paper."""


class BallotView(View):
    """An open vote."""

    id: UUID
    version: int
    meeting_id: UUID
    roll_no: str
    vote: Vote
    option: int | None
    medium: Medium
    at: datetime
