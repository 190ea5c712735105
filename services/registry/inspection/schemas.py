"""Inspections as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.registry.inspection.states import InspectionAction, InspectionState
from services.registry.oversight.schemas import CalculableDay, Told
from shared.schemas import Day, Input, View
from shared.wording import wrong


class InspectionRecord(Input):
    """What was found on site; `to_rectify` and `rectify_by` where something is to be put right."""

    visited_on: Day
    findings: Told
    to_rectify: Told | None = None
    rectify_by: CalculableDay | None = None

    @model_validator(mode="after")
    def _an_order_has_its_day(self) -> Self:
        if (self.to_rectify is None) != (self.rectify_by is None):
            raise wrong("责令改正须同时填写改正内容和期限", "an order says what, and until when")
        return self


class Countersignature(Input):
    """Whether the other inspector agrees, and why."""

    agreed: Annotated[bool, Field(strict=True)]
    reason: Told


class Rectification(Input):
    """What the body put right."""

    text: Told


class Reinspection(Input):
    """Whether it is right now, and why."""

    rectified: Annotated[bool, Field(strict=True)]
    reason: Told


class Replacement(Input):
    """Why the body cannot be inspected."""

    reason: Told


class InspectionView(View):
    """An inspection; the body sees it once both inspectors have signed."""

    id: UUID
    version: int
    round_id: UUID
    organization_id: UUID
    region_id: UUID
    name: str
    uscc: str | None
    place: int
    first_inspector: UUID
    second_inspector: UUID
    visited_on: date | None
    findings: str | None
    to_rectify: str | None
    rectify_by: date | None
    recorded_by: UUID | None
    signed_by: UUID | None
    signed_at: datetime | None
    rectification: str | None
    reason: str | None
    state: InspectionState
    actions: list[InspectionAction]


class InspectionResultView(View):
    """What an inspection came to, as everybody may know it."""

    inspection_id: UUID = Field(validation_alias="id")
    round_id: UUID
    organization_id: UUID
    name: str
    uscc: str | None
    place: int
    visited_on: date
    to_rectify: str | None
    rectify_by: date | None
    result: InspectionState = Field(validation_alias="state")
