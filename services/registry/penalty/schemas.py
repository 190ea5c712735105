"""Penalties as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.registry.oversight.schemas import CalculableDay, Told
from services.registry.penalty.states import PenaltyKind, PenaltyState
from shared.money import Money
from shared.schemas import Day, Input, View, Words
from shared.wording import wrong


class PenaltySubmission(Input):
    """What an agency imposed on a body; a fine, and nothing else, has an amount."""

    organization_id: UUID
    kind: PenaltyKind
    amount: Money | None = None
    agency: Annotated[Words, Field(min_length=2, max_length=100, examples=["太仓市民政局"])]
    document_no: Annotated[Words, Field(min_length=2, max_length=100)]
    decided_on: CalculableDay

    @model_validator(mode="after")
    def _only_a_fine_has_an_amount(self) -> Self:
        some = self.amount is not None and self.amount.fen > 0
        if some != (self.kind is PenaltyKind.FINE) or (self.amount is not None and not some):
            raise wrong(
                "罚款须填写大于零的金额，其他处罚不填", "a fine has an amount, no other has"
            )
        return self


class PenaltyFulfillment(Input):
    """When the body did what was imposed on it."""

    fulfilled_on: Day


class PenaltyAnnulment(Input):
    """Why it counts no more."""

    reason: Told


class PenaltyView(View):
    """A penalty of a body."""

    id: UUID
    version: int
    organization_id: UUID
    region_id: UUID
    kind: PenaltyKind
    amount: Money | None
    agency: str
    document_no: str
    decided_on: date
    recorded_at: datetime
    fulfilled_on: date | None
    reason: str | None
    state: PenaltyState
