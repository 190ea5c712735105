"""The opinion: said under a number of the roll."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity
from services.needs.opinion.rules import Disposition, Position
from shared.orm import PERSONAL, choice


class Opinion(NeedsEntity, kw_only=True):
    """What somebody on the roll says; it is answered one by one."""

    __tablename__ = "opinion"
    __table_args__ = (
        Index("ix_opinion_meeting_id_id", "meeting_id", "id"),
        Index("ix_opinion_person_id_id", "person_id", "id"),
    )

    meeting_id: Mapped[UUID]
    roll_no: Mapped[str]
    person_id: Mapped[UUID | None]
    """Who said it himself; None where staff wrote it down for the number."""
    position: Mapped[Position] = mapped_column(choice(Position, "position"))
    text: Mapped[str] = mapped_column(info=PERSONAL)
    at: Mapped[datetime]
    disposition: Mapped[Disposition | None] = mapped_column(
        choice(Disposition, "disposition"), default=None
    )
    reason: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)

    def answer(self, disposition: Disposition, *, reason: str, at: datetime) -> None:
        """Say what becomes of it, and why."""
        self.disposition, self.reason, self.answered_at = disposition, reason, at
