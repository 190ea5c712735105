"""A social worker and his certificates."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import flag_modified

from services.registry.entity import RegistryEntity
from services.registry.social_worker.rules import Held
from services.registry.social_worker.states import CertificateLevel
from shared.contracts.registry import WorkerState
from shared.orm import PERSONAL, choice


class SocialWorker(RegistryEntity, kw_only=True):
    """A person who holds certificates; `level` and `registered_until` are those of the highest."""

    __tablename__ = "social_worker"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), index=True)
    organization_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organization.id"), index=True, default=None
    )
    level: Mapped[CertificateLevel | None] = mapped_column(
        choice(CertificateLevel, "level"), default=None
    )
    registered_until: Mapped[date | None] = mapped_column(default=None)

    def count(self, highest: Held) -> None:
        """Let the highest certificate count; a new one of any level is a change of the worker."""
        self.level, self.registered_until = highest
        flag_modified(self, "level")

    def retire(self) -> None:
        """Let no certificate count any more."""
        self.level = self.registered_until = None
        flag_modified(self, "level")

    def as_state(self) -> WorkerState:
        """What the other services know about the worker."""
        return WorkerState(
            worker_id=self.id,
            version=self.version,
            person_id=self.person_id,
            organization_id=self.organization_id,
            level=self.level,
            registered_until=self.registered_until,
        )


class Certificate(RegistryEntity, kw_only=True):
    """A vocational certificate (职业水平证书); its number is unique within its level."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("level", "cert_no"),)

    worker_id: Mapped[UUID] = mapped_column(ForeignKey("social_worker.id"), index=True)
    level: Mapped[CertificateLevel] = mapped_column(choice(CertificateLevel, "level"))
    cert_no: Mapped[str] = mapped_column(info=PERSONAL)
    issued_on: Mapped[date]
    registered_until: Mapped[date | None]

    def is_renewed_by(
        self, issued_on: date, registered_until: date | None, *, worker_id: UUID
    ) -> bool:
        """Whether this very certificate is shown again, registered for longer."""
        longer = (registered_until or date.min) > (self.registered_until or date.min)
        return longer and (self.worker_id, self.issued_on) == (worker_id, issued_on)
