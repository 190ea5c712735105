"""The item of implementation, and its ratings."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity
from services.needs.implementation.errors import NotDone
from services.needs.implementation.rules import TOLD_FROM, LinkKind
from shared.orm import choice

DONE = 100
"""Percent."""


class Item(NeedsEntity, kw_only=True):
    """One thing to be done: by whom, until when, and by what it can be followed."""

    __tablename__ = "implementation_item"
    __table_args__ = (
        Index("ix_implementation_item_resolution_id_id", "resolution_id", "id"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        CheckConstraint("(link_id IS NULL) = (link_text IS NOT NULL)", name="link"),
    )

    resolution_id: Mapped[UUID]
    task: Mapped[str]
    responsible: Mapped[str]
    """An office or a unit, never a name."""
    due_on: Mapped[date]
    link_kind: Mapped[LinkKind] = mapped_column(choice(LinkKind, "link_kind"))
    link_id: Mapped[UUID | None]
    link_text: Mapped[str | None]
    progress: Mapped[int] = mapped_column(default=0)
    note: Mapped[str | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    ratings: Mapped[int] = mapped_column(default=0)
    score_sum: Mapped[int] = mapped_column(default=0)

    @property
    def score_average(self) -> float | None:
        """Of 1 to 5, rounded to two places; None while few have rated it."""
        return round(self.score_sum / self.ratings, 2) if self.ratings >= TOLD_FROM else None

    def advance(self, progress: int, *, note: str, at: datetime) -> None:
        """Say how far it is; what turns out not to be done is open again."""
        self.progress, self.note = progress, note
        self.done_at = at if progress == DONE else None

    def rate(self, score: int) -> None:
        """One number's rating more."""
        if self.done_at is None:
            raise NotDone(progress=self.progress)
        self.ratings += 1
        self.score_sum += score


class ItemRating(NeedsEntity, kw_only=True):
    """How one number of the roll finds what was done."""

    __tablename__ = "item_rating"
    __table_args__ = (
        UniqueConstraint("item_id", "roll_no"),
        Index("ix_item_rating_person_id_id", "person_id", "id"),
    )

    item_id: Mapped[UUID]
    roll_no: Mapped[str]
    person_id: Mapped[UUID | None]
    score: Mapped[int]
    at: Mapped[datetime]
