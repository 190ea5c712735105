"""Resolutions as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.needs.resolution.states import ResolutionState
from shared.schemas import Input, View, Words


class ResolutionSubmission(Input):
    """What is announced."""

    text: Annotated[Words, Field(min_length=10, max_length=4000)]


class ResolutionView(View):
    """A resolution and its public notice."""

    id: UUID
    version: int
    matter_id: UUID
    meeting_id: UUID
    region_id: UUID
    title: str
    option: str
    text: str
    sha256: str
    """Of the canonical JSON (RFC 8785) of {meeting_id, option, text, minutes_sha256}."""
    published_at: datetime
    until: datetime
    """Objections come in until then, this moment included."""
    effective_at: datetime | None
    state: ResolutionState
