"""Who took over what a body had."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity, ProcurementRow


class Succession(ProcurementRow, kw_only=True):
    """One body that took over from one that ended: the only one of a merger, one of a split."""

    __tablename__ = "succession"
    __table_args__ = (Index("ix_succession_successor_id", "successor_id"),)

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    successor_id: Mapped[UUID] = mapped_column(primary_key=True)


class NamedHeir(ProcurementEntity, kw_only=True):
    """The buyer's word: which heir has a contract of a body that was split; said once."""

    __tablename__ = "named_heir"
    __table_args__ = (
        UniqueConstraint("contract_id", "organization_id"),
        Index("ix_named_heir_successor_id", "successor_id"),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    organization_id: Mapped[UUID]
    """The body that was split."""
    successor_id: Mapped[UUID]
    named_by: Mapped[UUID]
    named_at: Mapped[datetime]
