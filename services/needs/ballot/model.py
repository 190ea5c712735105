"""The ballot: one for each number, the latest before the close."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.ballot.rules import Medium
from services.needs.entity import NeedsEntity
from services.needs.meeting.rules import Vote
from shared.orm import choice


class Ballot(NeedsEntity, kw_only=True):
    """An open vote; what it said before is in the audit."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("meeting_id", "roll_no"),
        Index("ix_ballot_person_id_id", "person_id", "id"),
        CheckConstraint("(vote = 'yes') = (option IS NOT NULL)", name="option"),
    )

    meeting_id: Mapped[UUID]
    region_id: Mapped[UUID]
    roll_no: Mapped[str]
    vote: Mapped[Vote] = mapped_column(choice(Vote, "vote"))
    option: Mapped[int | None]
    """The option, from 1, that a yes is for."""
    medium: Mapped[Medium] = mapped_column(choice(Medium, "medium"))
    person_id: Mapped[UUID | None]
    """Who cast it himself; None for paper."""
    at: Mapped[datetime]
