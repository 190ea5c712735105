"""A transfer: who moves where, and what the receiving community said."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from services.registry.volunteer_transfer.states import (
    VOLUNTEER_TRANSFER,
    TransferAction,
    TransferState,
)
from shared.orm import PERSONAL, choice


class VolunteerTransfer(RegistryEntity, kw_only=True):
    """One wish to move; `number` is the volunteer's, for those who do not see him yet."""

    __tablename__ = "volunteer_transfer"
    __table_args__ = (
        Index("ix_volunteer_transfer_volunteer_id_id", "volunteer_id", "id"),
        Index("ix_volunteer_transfer_to_region_id_id", "to_region_id", "id"),
        Index(
            "uq_volunteer_transfer_open",
            "volunteer_id",
            unique=True,
            postgresql_where="state = 'requested'",
        ),
    )

    volunteer_id: Mapped[UUID] = mapped_column(ForeignKey("volunteer.id"))
    number: Mapped[str]
    from_region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))
    to_region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))
    requested_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    decided_by_id: Mapped[UUID | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    """Why he was not taken."""
    state: Mapped[TransferState] = mapped_column(
        choice(TransferState, "state"), default=VOLUNTEER_TRANSFER.initial
    )

    @property
    def actions(self) -> list[TransferAction]:
        """What the table allows next."""
        return VOLUNTEER_TRANSFER.allowed(self.state)

    def decide(self, action: TransferAction, *, by: UUID, reason: str | None = None) -> None:
        """The community's word, his own, or the clock's."""
        self.state = VOLUNTEER_TRANSFER.after(self.state, action)
        self.decided_by_id, self.reason = by, reason

    def forget(self) -> None:
        """Destroy what was written about him."""
        self.reason = None
