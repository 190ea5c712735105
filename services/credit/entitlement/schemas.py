"""Entitlements as the API takes and shows them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.schemas import Input, View


class UseSubmission(Input):
    """Which organization's account used how much."""

    account_id: UUID
    quantity: Annotated[int, Field(gt=0, le=10_000, strict=True)] = 1


class UseView(View):
    """One use of an entitlement."""

    id: UUID
    version: int
    account_id: UUID
    code: str
    quantity: int
    used_on: date
    period_start: date
    recorded_by: UUID


class EntitlementView(View):
    """What a tier brings; `left` is what can still be used in this month or year."""

    code: str
    tier_min: int
    quantity: int
    period: str
    entitled: bool
    used: int
    left: int


class EntitlementsView(View):
    """Everything tiers bring, as it stands for one account."""

    account_id: UUID
    tier: int
    items: list[EntitlementView]
