"""Objections as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.needs.objection.rules import Ground, Step
from services.needs.objection.states import ObjectionAction, ObjectionState
from services.needs.roll.schemas import RollNo
from shared.schemas import Input, View, Words


class ObjectionSubmission(Input):
    """What somebody on the roll has against a resolution."""

    ground: Ground
    step: Step
    """Which step was faulty."""
    text: Annotated[Words, Field(min_length=10, max_length=2000)]
    roll_no: RollNo | None = None
    """One's own where none is named; staff name whose objection they write down."""


class ObjectionAnswer(Input):
    """Whether it is right, and why."""

    upheld: bool
    reason: Annotated[Words, Field(min_length=10, max_length=2000)]


class Appeal(Input):
    """Why the answer is not right."""

    text: Annotated[Words, Field(min_length=10, max_length=2000)]


class ObjectionView(View):
    """An objection and its answers."""

    id: UUID
    version: int
    resolution_id: UUID
    region_id: UUID
    roll_no: str
    ground: Ground
    step: Step
    text: str
    lodged_at: datetime
    answer: str | None
    answered_at: datetime | None
    appeal_until: datetime | None
    appeal: str | None
    decision: str | None
    decided_at: datetime | None
    state: ObjectionState
    actions: list[ObjectionAction]
