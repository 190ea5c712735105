"""Listings as the API shows them."""

from datetime import datetime
from uuid import UUID

from services.credit.account.states import CreditList
from shared.schemas import View


class ListingView(View):
    """One entry of an organization in one of the registry's lists; the registry made it."""

    id: UUID
    version: int
    organization_id: UUID
    credit_list: CreditList
    ground: str
    listed_at: datetime
    ended_at: datetime | None
    corrected: bool
