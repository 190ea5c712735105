"""Listings and claims as the API takes and shows them."""

from datetime import datetime
from uuid import UUID

from services.procurement.claim.states import Allocation, ClaimAction, ClaimState, ListingState
from shared.money import Money
from shared.schemas import Input, View


class ListingView(View):
    """A project on the public claim list; whoever has it is named while it is made public."""

    id: UUID
    version: int
    project_id: UUID
    region_id: UUID
    title: str
    value: Money
    allocation: Allocation
    opened_at: datetime
    closes_at: datetime
    round_no: int
    won_at: datetime | None
    organization_id: UUID | None
    publicity_ends_at: datetime | None
    state: ListingState


class ClaimSubmission(Input):
    """The organization that claims, for one may act for several."""

    organization_id: UUID


class ClaimView(View):
    """One organization's claim, and what it has to do until when."""

    id: UUID
    version: int
    listing_id: UUID
    project_id: UUID
    region_id: UUID
    organization_id: UUID
    claimed_by: UUID
    value: Money
    won_at: datetime | None
    confirm_by: datetime | None
    publicity_ends_at: datetime | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    project_sha256: str
    record_sha256: str | None
    state: ClaimState
    actions: list[ClaimAction]
