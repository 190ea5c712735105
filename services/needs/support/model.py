"""The support: one household's word about one need."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity
from services.needs.support.states import Stance
from shared.orm import choice


class Support(NeedsEntity, kw_only=True):
    """A household that needs the same, or opposes it."""

    __tablename__ = "support"
    __table_args__ = (
        UniqueConstraint("need_id", "household_id"),
        Index("ix_support_person_id_id", "person_id", "id"),
    )

    need_id: Mapped[UUID]
    household_id: Mapped[UUID]
    """The person himself where his household is not known."""
    person_id: Mapped[UUID]
    stance: Mapped[Stance] = mapped_column(choice(Stance, "stance"))
    at: Mapped[datetime]
