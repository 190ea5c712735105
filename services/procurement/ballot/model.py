"""The vote of a household."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity


class Ballot(ProcurementEntity, kw_only=True):
    """For whom one household voted; nobody is shown it, only how many voted alike."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("round_id", "household_id"),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"))
    household_id: Mapped[UUID]
    at: Mapped[datetime]
