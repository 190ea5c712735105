"""One redemption of one item."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditEntity
from services.credit.redemption.states import REDEMPTION, RedemptionAction, RedemptionState
from services.credit.redemption_item.model import ItemKind
from shared.contracts.credit import (
    RedemptionApproved,
    RedemptionCanceled,
    RedemptionFulfilled,
    RedemptionRequested,
)
from shared.orm import choice

SOURCE = "credit.redemption"
"""What the source of spent credits is called in the journal."""


class Redemption(CreditEntity, kw_only=True):
    """Credits held for an item at the price of the day; decided by an officer, ended once."""

    __tablename__ = "redemption"
    __table_args__ = (Index("ix_redemption_account_id", "account_id", "item_id", "id"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    organization_id: Mapped[UUID]
    region_id: Mapped[UUID]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("redemption_item.id"))
    item_kind: Mapped[ItemKind] = mapped_column(choice(ItemKind, "item_kind"))
    price: Mapped[int]
    requested_by: Mapped[UUID]
    expires_at: Mapped[datetime]
    state: Mapped[RedemptionState] = mapped_column(
        choice(RedemptionState, "state"), default=REDEMPTION.initial
    )
    hold_id: Mapped[UUID | None] = mapped_column(default=None)
    transfer_id: Mapped[UUID | None] = mapped_column(default=None)
    decided_by: Mapped[UUID | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)

    def request(self, hold_id: UUID, *, at: datetime) -> RedemptionRequested:
        """The credits are held."""
        self.hold_id = hold_id
        return RedemptionRequested(**self._named(at))

    def approve(self, *, by: UUID, at: datetime) -> RedemptionApproved:
        """Let the item be handed over."""
        self.state = REDEMPTION.after(self.state, RedemptionAction.APPROVE)
        self.decided_by = by
        return RedemptionApproved(**self._named(at))

    def fulfill(self, *, at: datetime) -> RedemptionFulfilled:
        """The item was handed over; the credits are spent."""
        self.state = REDEMPTION.after(self.state, RedemptionAction.FULFILL)
        return RedemptionFulfilled(**self._named(at))

    def end(
        self, action: RedemptionAction, *, at: datetime, reason: str | None = None
    ) -> RedemptionCanceled:
        """Nothing comes of it: rejected, canceled or expired; the credits are free again."""
        self.state = REDEMPTION.after(self.state, action)
        self.reason = reason
        return RedemptionCanceled(**self._named(at), outcome=self.state)

    def _named(self, at: datetime) -> dict[str, Any]:
        return {
            "redemption_id": self.id,
            "account_id": self.account_id,
            "organization_id": self.organization_id,
            "item_id": self.item_id,
            "item_kind": self.item_kind,
            "price": self.price,
            "at": at,
        }
