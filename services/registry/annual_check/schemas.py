"""Annual checks as the API takes and shows them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.registry.annual_check.states import AnnualCheckAction, AnnualCheckState
from services.registry.oversight.schemas import Evidence, Told
from shared.money import Money
from shared.schemas import Input, View
from shared.wording import wrong

STAFF_MAX = 1_000_000
Staff = Annotated[int, Field(ge=0, le=STAFF_MAX, strict=True)]


class AnnualReport(Input):
    """What a body did in the year; `documents` are its papers by number or address."""

    summary: Told
    income: Money
    expenditure: Money
    staff: Staff
    party_members: Staff
    documents: Evidence


class Conclusion(StrEnum):
    """What the registrar finds."""

    QUALIFIED = "qualified"
    BASICALLY_QUALIFIED = "basically_qualified"
    UNQUALIFIED = "unqualified"

    @property
    def action(self) -> AnnualCheckAction:
        """The action it stands for in the table of states."""
        return {
            Conclusion.QUALIFIED: AnnualCheckAction.PASS,
            Conclusion.BASICALLY_QUALIFIED: AnnualCheckAction.PASS_BASICALLY,
            Conclusion.UNQUALIFIED: AnnualCheckAction.FAULT,
        }[self]


class Examination(Input):
    """What the registrar concludes; whatever is not simply qualified has its reason."""

    conclusion: Conclusion
    reason: Told | None = None

    @model_validator(mode="after")
    def _less_has_a_reason(self) -> Self:
        if self.reason is None and self.conclusion is not Conclusion.QUALIFIED:
            raise wrong("基本合格、不合格须写明理由", "says why, unless it is qualified")
        return self


class Confirmation(Input):
    """Whether the body is unqualified indeed, and why."""

    confirmed: Annotated[bool, Field(strict=True)]
    reason: Told


class AnnualCheckReason(Input):
    """What is missing, or why the body is exempt."""

    reason: Told


class AnnualCheckView(View):
    """A body's check for a year, with its report."""

    id: UUID
    version: int
    round_id: UUID
    organization_id: UUID
    region_id: UUID
    name: str
    uscc: str | None
    year: int
    due_at: datetime
    report: dict[str, Any] | None
    submitted_at: datetime | None
    late: bool
    examined_by: UUID | None
    confirmed_by: UUID | None
    reason: str | None
    concluded_on: date | None
    state: AnnualCheckState
    actions: list[AnnualCheckAction]


class AnnualConclusionView(View):
    """What was concluded of a body for a year, as everybody may know it."""

    check_id: UUID = Field(validation_alias="id")
    round_id: UUID
    organization_id: UUID
    name: str
    uscc: str | None
    year: int
    late: bool
    """Whether the report came too late, or not at all."""
    conclusion: AnnualCheckState = Field(validation_alias="state")
    concluded_on: date
