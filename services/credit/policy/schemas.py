"""Earning policies as the API shows them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from shared.schemas import View


class EarningPolicyView(View):
    """One version, with every figure it holds."""

    id: UUID
    version: int
    number: int
    region_id: UUID | None
    valid_from: datetime
    valid_to: datetime | None
    source: str
    document: dict[str, Any]
