"""Orders as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.needs.candidate.schemas import RankedView
from services.needs.contact.schemas import Nameless
from services.needs.order.states import OrderAction, OrderMode, OrderState
from shared.money import Money
from shared.schemas import Input, View, Words


class Reason(Input):
    """Why; the other side reads it."""

    reason: Annotated[
        Words, Field(min_length=2, max_length=500, examples=["队员临时生病"]), Nameless
    ]


class OrderView(View):
    """An order: what was asked of which team, and how far it is."""

    id: UUID
    version: int
    need_id: UUID
    region_id: UUID
    category_code: str
    team_id: UUID
    organization_id: UUID
    menu_item_id: UUID
    mode: OrderMode
    state: OrderState
    actions: list[OrderAction]
    search: int
    attempt: int
    offered_at: datetime
    expires_at: datetime | None
    accepted_at: datetime | None
    arrive_by: datetime | None
    arrived_at: datetime | None
    done_at: datetime | None
    lapses_at: datetime | None
    """Until when the resident may confirm or dispute what was done."""
    ended_at: datetime | None
    end_reason: str | None
    cap: Money
    fee: Money


class RankingView(View):
    """Why this team: everyone who could have been sent, best first, with the terms of the score."""

    team_id: UUID
    mode: OrderMode
    assigned_reason: str | None
    ranking: list[RankedView]
