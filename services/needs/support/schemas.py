"""Supports, and the progress they let one follow, as the API shows them."""

from datetime import datetime
from uuid import UUID

from services.needs.classification.rules import Route
from services.needs.need.states import NeedState
from services.needs.support.states import Stance
from shared.schemas import Input, View


class Supporting(Input):
    """What the household says."""

    stance: Stance = Stance.NEED


class SupportView(View):
    """One household's word about a need."""

    id: UUID
    version: int
    need_id: UUID
    stance: Stance
    at: datetime


class ProgressView(View):
    """How a need goes on: without its words, its place and its people, which nobody reviewed."""

    editable = False

    id: UUID
    need_no: str
    region_id: UUID
    category_code: str
    state: NeedState
    route: Route | None
    submitted_at: datetime
    due_at: datetime | None
    resolved_at: datetime | None
    supporting: int
    """Households that need the same, the reporter's own not counted."""
    opposing: int
    mine: Stance | None
    """What the caller's household said, or he before he moved into it."""
