"""Beneficiaries as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.schemas import Input, View, Words

TOKENS_MAX = 500
"""Tokens issued with one call."""


class TokensWanted(Input):
    """How many people of which group are to be served."""

    target_group: Annotated[Words, Field(max_length=64, examples=["empty_nest"])] | None = None
    """One of the contract's, or any where it names none; left out for the general public."""
    count: Annotated[int, Field(ge=1, le=TOKENS_MAX, strict=True, examples=[20])]


class BeneficiaryView(View):
    """A pseudonym within one contract; only the supplier knows whose it is."""

    id: UUID
    token: str
    target_group: str | None
    issued_at: datetime


class TokensView(View):
    """The pseudonyms just issued."""

    items: list[BeneficiaryView]
