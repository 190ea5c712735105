"""A record of service: whose, for whom, and what was served when."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from services.registry.record_certificate.states import (
    RECORD_CERTIFICATE,
    CertificateAction,
    CertificateState,
)
from shared.crypto import Vault
from shared.orm import PERSONAL, choice


class RecordCertificate(RegistryEntity, kw_only=True):
    """What an organization certified of a volunteer in a period, as it was when it was issued.

    `services`: [{entry_id, served_on, activity, minutes}]; `minutes` is their sum.
    """

    __tablename__ = "record_certificate"
    __table_args__ = (
        CheckConstraint("until >= since AND minutes > 0", name="period"),
        Index("ix_record_certificate_volunteer_id_id", "volunteer_id", "id"),
        Index("ix_record_certificate_organization_id_id", "organization_id", "id"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True, info=PERSONAL)
    """By which anybody who holds the paper sees that it is true."""
    volunteer_id: Mapped[UUID] = mapped_column(ForeignKey("volunteer.id"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    since: Mapped[date]
    until: Mapped[date]
    services: Mapped[list[Any]]
    minutes: Mapped[int]
    responsible_sealed: Mapped[bytes] = mapped_column(init=False)
    contact_sealed: Mapped[bytes] = mapped_column(init=False)
    issued_by_id: Mapped[UUID]
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[CertificateState] = mapped_column(
        choice(CertificateState, "state"), default=RECORD_CERTIFICATE.initial
    )

    def seal(self, vault: Vault, *, responsible: str, contact: str) -> None:
        """Store who answers for it, and how he is reached, encrypted."""
        self.responsible_sealed = vault.seal("record_certificate.responsible", self.id, responsible)
        self.contact_sealed = vault.seal("record_certificate.contact", self.id, contact)

    def answerable(self, vault: Vault) -> dict[str, str]:
        """Who answers for it, and how he is reached."""
        return {
            "responsible": vault.open(
                "record_certificate.responsible", self.id, self.responsible_sealed
            ),
            "contact": vault.open("record_certificate.contact", self.id, self.contact_sealed),
        }

    def revoke(self, *, at: datetime) -> None:
        """Let it be true no more: hours that it rests on were corrected, or it was a mistake."""
        self.state = RECORD_CERTIFICATE.after(self.state, CertificateAction.REVOKE)
        self.revoked_at = at
