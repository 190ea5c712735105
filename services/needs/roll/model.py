"""The entry of a roll: a number that speaks and votes, without a name."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity


class RollEntry(NeedsEntity, kw_only=True):
    """One who takes part in a round of a matter: a household, a person, or only a unit."""

    __tablename__ = "roll_entry"
    __table_args__ = (
        UniqueConstraint("matter_id", "round", "roll_no"),
        Index("ix_roll_entry_household_id", "household_id"),
        Index("ix_roll_entry_person_id_id", "person_id", "id"),
        CheckConstraint("area >= 0", name="area"),
    )

    matter_id: Mapped[UUID]
    round: Mapped[int]
    roll_no: Mapped[str]
    unit: Mapped[str]
    """Such as 3-2-501; never a name."""
    household_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    area: Mapped[int]
    """In 0.01 m²; 0 where nobody votes by area."""
    proxy_no: Mapped[str | None]
    """The number that stands for it, by a written mandate."""
    conflicted: Mapped[bool]
    """Speaks, and does not count."""
    present_at: Mapped[datetime | None] = mapped_column(default=None)
