"""Entries as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.registry.credit_entry.states import (
    CreditEntryAction,
    CreditEntryState,
    CreditList,
    Ground,
)
from services.registry.oversight.schemas import Evidence, Told
from shared.schemas import Day, Input, View


class CreditEntryProposal(Input):
    """Which body is to be listed, why, and what shows it."""

    organization_id: UUID
    ground: Ground
    facts: Told
    evidence: Evidence
    letters: Annotated[tuple[Day, ...], Field(max_length=2)] = ()
    """For A6: the days of two letters to the registered address that came back."""


class Statement(Input):
    """What the body has to say."""

    text: Told


class ListingDecision(Input):
    """Whether the body is listed, why, and what it has to put right."""

    listed: Annotated[bool, Field(strict=True)]
    reason: Told
    to_mend: Told | None = None
    """Left out where nothing is to be mended: it then leaves the abnormal list by itself."""


class RemovalDecision(Input):
    """Whether the body leaves the list, and why."""

    removed: Annotated[bool, Field(strict=True)]
    reason: Told


class ListingReason(Input):
    """What was found, or why."""

    reason: Told


class CreditEntryView(View):
    """An entry with all that was said; `basis` names the records and figures it rests on."""

    id: UUID
    version: int
    organization_id: UUID
    region_id: UUID
    credit_list: CreditList
    ground: Ground
    facts: str
    evidence: list[str]
    basis: dict[str, Any]
    proposed_by: UUID
    proposed_at: datetime
    noticed_by: UUID | None
    statement_due: datetime | None
    statement: str | None
    decided_by: UUID | None
    decision: str | None
    listed_on: date | None
    since_on: date | None
    """Since when the body is on the list without a break."""
    to_mend: str | None
    ends_on: date | None
    """When it leaves the list by itself."""
    application: str | None
    verified_by: UUID | None
    verification: str | None
    remove_by: datetime | None
    """When it leaves the list at the latest, once verified."""
    ended_on: date | None
    ended_by: UUID | None
    end_reason: str | None
    state: CreditEntryState
    actions: list[CreditEntryAction]


class ListedBodyView(View):
    """A body on a list, as everybody may know it; `ground_zh` is what the ground says."""

    entry_id: UUID = Field(validation_alias="id")
    organization_id: UUID
    name: str
    uscc: str
    credit_list: CreditList
    ground: Ground
    ground_zh: str
    listed_on: date
    to_mend: str | None
    ends_on: date | None
