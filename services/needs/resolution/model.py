"""The resolution: its text, the option it rests on, and its public notice."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity
from services.needs.resolution.states import RESOLUTION, ResolutionAction, ResolutionState
from shared.orm import choice


class Resolution(NeedsEntity, kw_only=True):
    """What a meeting decided, announced until `until`."""

    __tablename__ = "resolution"
    __table_args__ = (
        Index("ix_resolution_region_id_id", "region_id", "id"),
        Index("ix_resolution_matter_id", "matter_id"),
    )

    matter_id: Mapped[UUID]
    meeting_id: Mapped[UUID]
    region_id: Mapped[UUID]
    title: Mapped[str]
    option: Mapped[str]
    text: Mapped[str]
    sha256: Mapped[str]
    published_at: Mapped[datetime]
    until: Mapped[datetime]
    effective_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[ResolutionState] = mapped_column(
        choice(ResolutionState, "state"), default=RESOLUTION.initial
    )

    def take_effect(self, *, at: datetime) -> None:
        """Nothing stands against it any more."""
        self._move(ResolutionAction.TAKE_EFFECT)
        self.effective_at = at

    def void(self) -> None:
        """It goes back to the step that was faulty, or is annulled with its matter."""
        self._move(ResolutionAction.VOID)

    def _move(self, action: ResolutionAction) -> None:
        self.state = RESOLUTION.after(self.state, action)
