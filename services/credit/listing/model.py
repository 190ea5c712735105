"""One entry in a list, as the registry told of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.account.states import CreditList
from services.credit.entity import CreditEntity
from shared.orm import choice


class Listing(CreditEntity, kw_only=True):
    """What is known of one entry; its id is the entry's.

    Its end may be told of before its beginning: the record is the same after every order.
    """

    __tablename__ = "listing"
    __table_args__ = (Index("ix_listing_organization_id", "organization_id"),)

    organization_id: Mapped[UUID]
    credit_list: Mapped[CreditList | None] = mapped_column(
        choice(CreditList, "credit_list"), default=None
    )
    ground: Mapped[str | None] = mapped_column(default=None)
    """The ground by its code, A1 … B8."""
    listed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    corrected: Mapped[bool] = mapped_column(default=False)
    """Whether it ended because it should never have been made."""

    def begin(self, on: CreditList, *, ground: str, at: datetime) -> None:
        """Take down that the organization was listed."""
        self.credit_list, self.ground, self.listed_at = on, ground, at

    def end(self, *, corrected: bool, at: datetime) -> None:
        """Take down that the entry was removed, or taken back as a mistake."""
        self.ended_at = at if self.ended_at is None else min(at, self.ended_at)
        self.corrected = self.corrected or corrected
