"""What credits can be spent on."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditEntity
from services.credit.redemption_item.errors import ItemNotValid, OutOfStock, TierTooLow
from shared.orm import choice


class ItemKind(StrEnum):
    """What sort of support an item is (spec/credit.md §2)."""

    VENUE_HOURS = "venue_hours"
    TRAINING_SEAT = "training_seat"
    EQUIPMENT_LOAN = "equipment_loan"
    MICRO_GRANT = "micro_grant"
    PUBLICITY = "publicity"
    INSURANCE = "insurance"
    COUNSELING = "counseling"
    OTHER = "other"


class RedemptionItem(CreditEntity, kw_only=True):
    """Something offered in a region subtree for `price` credits, while the stock lasts."""

    __tablename__ = "redemption_item"
    __table_args__ = (
        CheckConstraint("price > 0", name="price"),
        CheckConstraint("stock >= 0", name="stock"),
        CheckConstraint("per_holder_limit > 0", name="per_holder_limit"),
        CheckConstraint("valid_to >= valid_from", name="period"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    kind: Mapped[ItemKind] = mapped_column(choice(ItemKind, "kind"))
    price: Mapped[int]
    stock: Mapped[int]
    per_holder_limit: Mapped[int | None]
    tier_min: Mapped[int]
    region_id: Mapped[UUID]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    needs_approval: Mapped[bool]

    def take_one(self, *, tier: int, on: date, in_region: bool) -> None:
        """Take one from the stock for an organization of this tier, or say why not."""
        ended = self.valid_to is not None and on > self.valid_to
        if on < self.valid_from or ended or not in_region:
            raise ItemNotValid(code=self.code, valid_from=self.valid_from, valid_to=self.valid_to)
        if tier < self.tier_min:
            raise TierTooLow(tier=tier, tier_min=self.tier_min)
        if self.stock == 0:
            raise OutOfStock(code=self.code)
        self.stock -= 1

    def put_back(self) -> None:
        """Nothing came of it: the next one can have it."""
        self.stock += 1
