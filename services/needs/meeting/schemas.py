"""Meetings as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.needs.meeting.rules import Outcome, RuleSet
from services.needs.meeting.states import MeetingAction, MeetingState
from services.needs.roll.schemas import RollNo
from shared.schemas import Input, Instant, View, Words

Line = Annotated[Words, Field(max_length=200)]


class MeetingNotice(Input):
    """A meeting to be announced."""

    rule_set: RuleSet
    held_at: Instant
    place: Annotated[Words, Field(max_length=200, examples=["社区议事厅"])]
    agenda: Annotated[list[Line], Field(min_length=1, max_length=20)]
    options: Annotated[list[Line], Field(max_length=9, default_factory=list)]
    """What can be decided for, each with what follows from it; a hearing has none."""
    materials: Annotated[
        list[Annotated[Words, Field(max_length=2000)]],
        Field(max_length=20, default_factory=list),
    ]
    urgent_reason: Annotated[Words, Field(min_length=5, max_length=500)] | None = None
    """Why it is announced later than the others."""


class MeetingReason(Input):
    """Why it does not take place."""

    reason: Annotated[Words, Field(min_length=5, max_length=500)]


class CheckIn(Input):
    """Who is there."""

    roll_no: RollNo | None = None
    """One's own where none is named."""


class MinutesSubmission(Input):
    """What was said and decided; everybody reads it, so it names nobody."""

    text: Annotated[Words, Field(min_length=10, max_length=10_000)]


class MeetingView(View):
    """A meeting as it was announced; its count is told once it is closed."""

    id: UUID
    version: int
    matter_id: UUID
    round: int
    region_id: UUID
    title: str
    rule_set: RuleSet
    rules_version: int
    least: int
    """How many make a hearing."""
    held_at: datetime
    place: str
    agenda: list[str]
    options: list[str]
    materials: list[str]
    urgent_reason: str | None
    eligible: int
    """Numbers of the roll that count."""
    roll_sha256: str
    """SHA-256 of the canonical JSON (RFC 8785) of {entries} of the frozen roll, all as text."""
    noticed_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    outcome: Outcome | None
    chosen: int | None
    """The option, from 1, that was adopted."""
    tally: dict[str, Any] | None
    """heads and area (0.01 m²) of eligible, present, voters, no, abstain, and of yes by option."""
    reason: str | None
    minutes: str | None
    minutes_sha256: str | None
    """Set when the minutes are final."""
    state: MeetingState
    actions: list[MeetingAction]


class PresenceView(View):
    """A number of the roll that is there."""

    editable = False

    id: UUID
    roll_no: str
    present_at: datetime
