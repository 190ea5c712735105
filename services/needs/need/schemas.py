"""Needs as the API shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from services.needs.classification.rules import Route
from services.needs.classification.schemas import ClassificationView
from services.needs.clock.schemas import ClockView
from services.needs.contact.schemas import Nameless
from services.needs.need.rules import (
    Basis,
    Channel,
    Kind,
    RefusalReason,
    Relation,
    Sensitivity,
    Urgency,
)
from services.needs.need.states import NeedAction, NeedState
from shared.schemas import Input, View, Words
from shared.target_groups import TargetGroup

TEXT_MAX = 2000
"""Longest question, answer, reason or result, in characters."""

REASON_MIN = 10
"""A reason shorter than this explains nothing."""


Free = Annotated[Words, Field(max_length=TEXT_MAX), Nameless]
Reasoned = Annotated[Words, Field(min_length=REASON_MIN, max_length=TEXT_MAX), Nameless]


class Refused(Input):
    """A refusal: its reason from the closed list, and in words where to go instead."""

    reason: RefusalReason
    text: Reasoned


class InformationRequest(Input):
    """Everything that is missing, asked for at once."""

    question: Free


class Information(Input):
    """The reporter's answer."""

    information: Free


class NeedView(View):
    """A need; its contact is masked and only in the single view."""

    id: UUID
    version: int
    need_no: str
    region_id: UUID
    category_code: str
    channel: Channel
    kind: Kind
    relation: Relation
    title: str
    description: str
    reporter_person_id: UUID | None
    household_id: UUID | None
    latitude: float | None
    longitude: float | None
    beneficiaries: int
    target_groups: list[TargetGroup]
    urgency: Urgency
    sensitivity: Sensitivity
    occurred_at: datetime | None
    submitted_at: datetime
    state: NeedState
    actions: list[NeedAction]
    """What the table of states allows next; each has its own role."""
    route: Route | None
    first_receiver_id: UUID | None
    due_at: datetime | None
    question: str | None
    information: str | None
    refusal_reason: RefusalReason | None
    refusal_text: str | None
    result: str | None
    resolved_at: datetime | None
    dispute_until: datetime | None
    """Until when its reporter may confirm or dispute the result."""
    basis: Basis | None
    dispute_reason: str | None
    reopen_count: int
    external_ref: str | None
    """Its number in the system it was taken over from."""


class NeedDetail(NeedView):
    """A need with its promises and the decision about its way."""

    phone: str | None
    """Masked."""
    address: str | None
    """Masked."""
    classification: ClassificationView | None
    clocks: list[ClockView]


class HistoryEntry(View):
    """One change of the need; values that are stored encrypted show as a dot."""

    seq: int
    at: datetime
    actor_id: UUID
    operation: str
    record: str
    """The change as canonical JSON (RFC 8785), as it went into the hash."""
    hash: Annotated[str, BeforeValidator(bytes.hex)]
    """SHA-256 over the hash before, the sequence number and the record, in hex."""


class HistoryView(View):
    """Everything that happened to a need, oldest first."""

    items: list[HistoryEntry]
