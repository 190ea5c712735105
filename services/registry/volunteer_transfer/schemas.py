"""Transfers as the API shows them."""

from datetime import datetime
from uuid import UUID

from services.registry.volunteer_transfer.states import TransferAction, TransferState
from shared.schemas import Input, View


class TransferRequest(Input):
    """Who moves, and the community that is asked to keep his record."""

    volunteer_id: UUID
    region_id: UUID


class TransferView(View):
    """A transfer; it is accepted by `answer_by` if nobody says otherwise."""

    id: UUID
    version: int
    volunteer_id: UUID
    number: str
    from_region_id: UUID
    to_region_id: UUID
    requested_at: datetime
    answer_by: datetime
    decided_by_id: UUID | None
    reason: str | None
    """Why he was not taken."""
    state: TransferState
    actions: list[TransferAction]
    """What the table of states allows next."""
