"""The membership: what a proposed cluster means for one need."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity
from services.needs.membership.errors import NotAsked


class Membership(NeedsEntity, kw_only=True):
    """A need that a brief stands for."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("cluster_id", "need_id"),)

    cluster_id: Mapped[UUID]
    need_id: Mapped[UUID] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]
    """When the reporter was asked to join; None where a service ran or was over."""
    joined_at: Mapped[datetime | None] = mapped_column(default=None)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the need went into the project."""

    def join(self, *, at: datetime) -> None:
        """The reporter agrees; saying nothing leaves the need as it is."""
        if self.asked_at is None:
            raise NotAsked
        self.joined_at = self.joined_at or at

    def start(self, *, at: datetime) -> None:
        """The need goes into the project."""
        self.started_at = at
