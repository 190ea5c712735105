"""Redemption items as the API takes and shows them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.credit.redemption_item.model import ItemKind
from shared.schemas import Input, View, Words
from shared.wording import Formed

CREDITS_MAX = 1_000_000_000
"""The most credits one movement may have; far beyond every balance."""

Credits = Annotated[int, Field(gt=0, le=CREDITS_MAX, strict=True)]
Count = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Tier = Annotated[int, Field(ge=0, le=4, strict=True)]


CODE = r"^[A-Z0-9][A-Z0-9-]{1,31}$"
Code = Annotated[
    str,
    Field(examples=["VENUE-01"]),
    Formed(
        CODE,
        "应为 2 至 32 位大写字母、数字和连字符，例如 VENUE-01",
        "must be 2 to 32 capital letters, digits and hyphens, such as VENUE-01",
    ),
]


class RedemptionItemSubmission(Input):
    """An item to offer; without `per_holder_limit` one organization may have all of it."""

    code: Code
    title: Annotated[Words, Field(max_length=200)]
    kind: ItemKind
    price: Credits
    stock: Count
    per_holder_limit: Annotated[int, Field(gt=0, le=1_000, strict=True)] | None = None
    tier_min: Tier = 0
    region_id: UUID
    valid_from: date
    valid_to: date | None = None
    needs_approval: bool = True


class StockSubmission(Input):
    """How many of an item there are from now on."""

    stock: Count


class RedemptionItemView(View):
    """An item; `stock` is what is left."""

    id: UUID
    version: int
    code: str
    title: str
    kind: ItemKind
    price: int
    stock: int
    per_holder_limit: int | None
    tier_min: int
    region_id: UUID
    valid_from: date
    valid_to: date | None
    needs_approval: bool
