"""What a tier brings, and each use of it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditEntity
from shared.policy import Parameter


class Entitlement(BaseModel):
    """Support for organizations from a tier on: so much in each month or year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(pattern="^[a-z][a-z_]{0,39}$")]
    tier_min: Annotated[int, Field(ge=0, le=4, strict=True)]
    quantity: Annotated[int, Field(ge=1, le=10_000, strict=True)]
    period: Literal["month", "year"]


ENTITLEMENTS = Parameter(
    "credit.entitlements",
    list[Entitlement],
    default=[
        Entitlement(code="venue_hours", tier_min=1, quantity=10, period="month"),
        Entitlement(code="training_seats", tier_min=2, quantity=5, period="year"),
        Entitlement(code="incubation_fast_track", tier_min=2, quantity=1, period="year"),
        Entitlement(code="public_recommendation", tier_min=3, quantity=1, period="year"),
        Entitlement(code="bid_bond_waiver", tier_min=4, quantity=3, period="year"),
    ],
    source="spec/credit.md §5",
)


class EntitlementUse(CreditEntity, kw_only=True):
    """So much of an entitlement was used on a day; `period_start` says in which period."""

    __tablename__ = "entitlement_use"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_entitlement_use_period", "account_id", "code", "period_start"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    code: Mapped[str]
    quantity: Mapped[int]
    used_on: Mapped[date]
    period_start: Mapped[date]
    recorded_by: Mapped[UUID]
