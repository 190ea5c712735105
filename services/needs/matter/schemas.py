"""Matters as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.needs.matter.states import MatterAction, MatterState
from shared.schemas import Input, View, Words


class MatterSubmission(Input):
    """What is to be deliberated on, and where."""

    region_id: UUID
    title: Annotated[Words, Field(max_length=60, examples=["三号楼加装电梯"])]
    text: Annotated[Words, Field(max_length=4000, examples=["老人上下楼不便，想加装电梯。"])]
    cluster_id: UUID | None = None
    """The disputed common demand that it is to settle."""


class MatterReason(Input):
    """Why nothing comes of it."""

    reason: Annotated[Words, Field(min_length=5, max_length=500)]


class MatterView(View):
    """A matter and where it stands."""

    id: UUID
    version: int
    region_id: UUID
    title: str
    text: str
    cluster_id: UUID | None
    proposed_at: datetime
    households: int
    """Households that want it deliberated on."""
    screened_at: datetime | None
    reason: str | None
    """Why it was declined or annulled."""
    round: int
    """Which meeting is held or prepared: 1 is the first."""
    inconclusive: int
    state: MatterState
    actions: list[MatterAction]


class MatterSupportView(View):
    """One household's wish to deliberate on a matter."""

    id: UUID
    version: int
    matter_id: UUID
    at: datetime
