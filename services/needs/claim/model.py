"""The claim list entry: open to every eligible team of the street, the first one takes it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.claim.errors import ClaimGone
from services.needs.claim.states import CLAIM, ClaimAction, ClaimState
from services.needs.entity import NeedsEntity
from shared.orm import choice


class Claim(NeedsEntity, kw_only=True):
    """A need nobody accepted, put on the list of its street for a while."""

    __tablename__ = "claim"
    __table_args__ = (
        Index("uq_claim_open", "need_id", unique=True, postgresql_where="state = 'open'"),
        Index("ix_claim_list", "street_id", "id", postgresql_where="state = 'open'"),
    )

    need_id: Mapped[UUID]
    region_id: Mapped[UUID]
    street_id: Mapped[UUID]
    category_code: Mapped[str]
    urgency: Mapped[str]
    required_skills: Mapped[list[Any]]
    menu_item_id: Mapped[UUID]
    search: Mapped[int]
    attempts: Mapped[int]
    """Offers that came to nothing before."""
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[ClaimState] = mapped_column(choice(ClaimState, "state"), default=CLAIM.initial)
    taken_by: Mapped[UUID | None] = mapped_column(default=None)
    """The order made of it."""

    def take(self, *, order_id: UUID, at: datetime) -> None:
        """Give it to the team that came first."""
        self.must_be_open(at=at)
        self.state = CLAIM.after(self.state, ClaimAction.TAKE)
        self.taken_by = order_id

    def end(self, action: ClaimAction) -> None:
        """Take it off the list: nobody came, or it is no longer needed."""
        self.state = CLAIM.after(self.state, action)

    def must_be_open(self, *, at: datetime) -> None:
        """Refuse whoever comes too late; at the very instant of expiry it is too late."""
        if self.state is not ClaimState.OPEN or at >= self.expires_at:
            raise ClaimGone(state=self.state)
