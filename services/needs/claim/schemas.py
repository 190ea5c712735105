"""The claim list as the API takes and shows it."""

from datetime import datetime
from uuid import UUID

from services.needs.claim.states import ClaimState
from services.needs.need.rules import Urgency
from shared.schemas import Input, View


class ClaimView(View):
    """A need that any eligible team of the street may take; who the resident is comes after."""

    id: UUID
    version: int
    need_id: UUID
    region_id: UUID
    street_id: UUID
    category_code: str
    urgency: Urgency
    menu_item_id: UUID
    attempts: int
    opened_at: datetime
    expires_at: datetime
    state: ClaimState


class Claiming(Input):
    """Which team takes it."""

    team_id: UUID
