"""Redemptions as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.credit.redemption.states import RedemptionState
from services.credit.redemption_item.model import ItemKind
from shared.schemas import Input, View, Words


class RedemptionSubmission(Input):
    """Which account asks for which item."""

    account_id: UUID
    item_id: UUID


class RejectionSubmission(Input):
    """Why nothing comes of it."""

    reason: Annotated[Words, Field(max_length=500)]


class RedemptionView(View):
    """A redemption; `price` is held until it ends, and spent when it is fulfilled."""

    id: UUID
    version: int
    account_id: UUID
    organization_id: UUID
    item_id: UUID
    item_kind: ItemKind
    price: int
    state: RedemptionState
    expires_at: datetime
    transfer_id: UUID | None
    reason: str | None
