"""Who took over what a body had."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsRow


class Succession(NeedsRow, kw_only=True):
    """One body that took over from one that ended: the only one of a merger, one of a split."""

    __tablename__ = "succession"
    __table_args__ = (Index("ix_succession_successor_id", "successor_id"),)

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    successor_id: Mapped[UUID] = mapped_column(primary_key=True)
