"""The beneficiary, of whom we know nothing but a token and a target group."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity


class Beneficiary(ProcurementEntity, kw_only=True):
    """A pseudonym; who stands behind it, only the organization that serves him knows.

    The token is random and holds within one contract, so nothing links two contracts of a person.
    """

    __tablename__ = "beneficiary"
    __table_args__ = (Index("ix_beneficiary_contract_id_id", "contract_id", "id"),)

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    region_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    token: Mapped[str] = mapped_column(unique=True)
    target_group: Mapped[str | None]
    """None: of the general public, not vulnerable."""
    issued_at: Mapped[datetime]
