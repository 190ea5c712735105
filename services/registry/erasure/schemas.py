"""Wishes to be erased as the API shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.erasure.states import ErasureAction, ErasureState, Obstacle
from shared.schemas import Input, View, Words


class ErasureRefusal(Input):
    """Why what is kept of somebody is not destroyed; he reads it."""

    reason: Annotated[
        Words,
        Field(min_length=10, max_length=500, examples=["正在核查中的投诉涉及本人，结案前须保留。"]),
    ]


class ErasureView(View):
    """A wish to be erased, and what became of it."""

    id: UUID
    version: int
    person_id: UUID
    region_id: UUID
    requested_at: datetime
    due_at: datetime
    """It is answered by then, by whoever it may be."""
    state: ErasureState
    actions: list[ErasureAction]
    """What the table of states allows next; the person withdraws, a registrar decides."""
    obstacles: list[Obstacle]
    """Why it is only kept as yet; it is destroyed once none of them is left."""
    decided_by_id: UUID | None
    decided_at: datetime | None
    reason: str | None
    """Why it was refused."""
