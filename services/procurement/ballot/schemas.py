"""Votes as the API takes and shows them."""

from datetime import datetime
from uuid import UUID

from shared.schemas import Input, View


class VoteSubmission(Input):
    """The shortlisted proposal that the household votes for."""

    proposal_id: UUID


class VoteView(View):
    """One's own household's vote."""

    proposal_id: UUID
    at: datetime
