"""Hours as the API shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.hour_entry.rules import HOURS_MAX
from services.registry.hour_entry.states import HourAction, HourState
from shared.schemas import Input, Instant, View, Words

ENTRIES_MAX = 500
NUMBER = "^V[0-9]{17}$"
Reason = Annotated[
    Words, Field(min_length=5, max_length=500, examples=["起止时间填写有误，重新记录。"])
]


class ServedTime(Input):
    """When a volunteer served, and how many minutes of it were service."""

    number: Annotated[str, Field(pattern=NUMBER, examples=["V32058526000000184"])]
    started_at: Instant
    ended_at: Instant
    minutes: Annotated[int, Field(ge=1, le=HOURS_MAX * 60)]


class HourRecording(Input):
    """What volunteers served in one activity of an organization; all of it is taken, or nothing."""

    organization_id: UUID
    team_id: UUID | None = None
    """The team whose members they are: a leader names it, a manager need not."""
    region_id: UUID
    """Where it took place."""
    activity: Annotated[Words, Field(max_length=200, examples=["独居老人上门探访"])]
    entries: Annotated[tuple[ServedTime, ...], Field(min_length=1, max_length=ENTRIES_MAX)]


class HourReason(Input):
    """Why hours are refused or taken back."""

    reason: Reason


class HourEntryView(View):
    """Time that a volunteer served; in a correction the minutes are below zero."""

    id: UUID
    version: int
    volunteer_id: UUID
    organization_id: UUID
    region_id: UUID
    started_at: datetime
    ended_at: datetime
    minutes: int
    activity: str
    recorded_by_id: UUID
    recorded_at: datetime
    decided_by_id: UUID | None
    corrects_id: UUID | None
    reason: str | None
    state: HourState
    actions: list[HourAction]
    """What the table of states allows next."""


class RecordedView(View):
    """The entries of one recording, in its order; late ones are `pending`."""

    items: list[HourEntryView]
