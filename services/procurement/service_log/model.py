"""The service log: a record that is never changed, only decided on or reversed by another."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity
from services.procurement.service_log.errors import DisputedBefore
from services.procurement.service_log.states import (
    SERVICE_LOG,
    CaseworkPhase,
    Flag,
    LogAction,
    LogState,
)
from shared.contracts import procurement as facts
from shared.orm import choice
from shared.records import fingerprint

RECORD = (
    *("id", "contract_id", "item_id", "worker_ids", "starts_at", "ends_at", "community_id"),
    *("place", "qty", "beneficiaries", "headcount", "phase", "session", "sessions"),
    *("attachments", "narrative_mark", "corrects_id", "entered_by", "entered_at"),
)
"""The fields a log's fingerprint is made of; moments count in whole seconds since 1970."""


class ServiceLog(ProcurementEntity, kw_only=True):
    """One service that was delivered; links of one hash chain per contract, in order of `seq`."""

    __tablename__ = "service_log"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="time"),
        CheckConstraint("(qty > 0) = (corrects_id IS NULL)", name="qty"),
        Index("uq_service_log_seq", "contract_id", "seq", unique=True),
        Index("ix_service_log_contract_id_state_id", "contract_id", "state", "id"),
        Index("ix_service_log_contract_id_id", "contract_id", "id"),
        Index("ix_service_log_region_id_id", "region_id", "id"),
        Index("ix_service_log_state_id", "state", "id"),
        Index("ix_service_log_organization_id_id", "organization_id", "id"),
        Index("ix_service_log_sample_id", "sample_id"),
        Index("ix_service_log_attachments", "attachments", postgresql_using="gin"),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    project_id: Mapped[UUID]
    cluster_id: Mapped[UUID | None]
    region_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    item_id: Mapped[UUID]
    method: Mapped[str]
    worker_ids: Mapped[list[Any]]
    """As text; the first one leads."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    served_on: Mapped[date]
    community_id: Mapped[UUID]
    place: Mapped[str]
    qty: Mapped[int]
    """In the item's unit; a reversal's is negative."""
    beneficiaries: Mapped[list[Any]]
    """Pseudonym tokens (slice beneficiary)."""
    vulnerable: Mapped[bool]
    headcount: Mapped[int]
    phase: Mapped[CaseworkPhase | None] = mapped_column(choice(CaseworkPhase, "phase"))
    session: Mapped[int | None]
    sessions: Mapped[int | None]
    attachments: Mapped[list[Any]]
    narrative: Mapped[bytes | None] = mapped_column(default=None)
    """Sealed by the vault; for the organization and its professional supervisor."""
    narrative_mark: Mapped[str | None]
    """Keyed fingerprint of the narrative: it is part of the record, the text is not."""
    flags: Mapped[list[Any]]
    entered_by: Mapped[UUID]
    entered_at: Mapped[datetime]
    corrects_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("service_log.id"), unique=True, default=None
    )
    seq: Mapped[int] = mapped_column(default=0)
    prev_hash: Mapped[str] = mapped_column(default="")
    record_sha256: Mapped[str] = mapped_column(default="")
    hash: Mapped[str] = mapped_column(default="")
    sample_id: Mapped[UUID | None] = mapped_column(ForeignKey("sample.id"), default=None)
    drawn: Mapped[bool] = mapped_column(default=False)
    """By lot or by a full check; a late entry is looked at without being drawn."""
    fabricated: Mapped[bool] = mapped_column(default=False)
    decided_by: Mapped[UUID | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    disputed_at: Mapped[datetime | None] = mapped_column(default=None)
    dispute_reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[LogState] = mapped_column(choice(LogState, "state"), default=SERVICE_LOG.initial)

    @property
    def actions(self) -> list[LogAction]:
        """What the table allows next."""
        return SERVICE_LOG.allowed(self.state)

    @property
    def late(self) -> bool:
        """Whether it counts only after a check by hand."""
        return Flag.LATE_ENTRY in self.flags

    @property
    def record(self) -> dict[str, Any]:
        """What was said, as it is fingerprinted; whoever holds the log can recompute it."""
        return {name: _plain(getattr(self, name)) for name in RECORD}

    def submit(self, *, after: tuple[int, str]) -> None:
        """Enter the record as the next link after (seq, hash); from now on it never changes."""
        self._move(LogAction.SUBMIT)
        self._link(after)

    def reverse(
        self, original: "ServiceLog", *, after: tuple[int, str]
    ) -> facts.ServiceLogRejected:
        """Enter the record that takes `original` back; together the two count nothing."""
        assert (self.corrects_id, self.qty) == (original.id, -original.qty)
        original.state = SERVICE_LOG.after(original.state, LogAction.CORRECT)
        self._move(LogAction.REVERSE)
        self._link(after)
        return facts.ServiceLogRejected(**self._about(self.entered_at), log_id=original.id)

    def sample(self, *, drawn: bool) -> None:
        """Set it aside for a check: drawn by lot, or because it was entered late."""
        self._move(LogAction.SAMPLE)
        self.drawn = drawn

    def verify(self, *, by: UUID, at: datetime) -> facts.ServiceLogVerified:
        """The service took place as recorded, says whoever looked at it."""
        return self._verified(LogAction.VERIFY, by, at)

    def accept(self, *, by: UUID, at: datetime) -> facts.ServiceLogVerified:
        """Nobody looked at it, but the sample it was not drawn for is decided."""
        return self._verified(LogAction.ACCEPT, by, at)

    def _verified(self, action: LogAction, by: UUID, at: datetime) -> facts.ServiceLogVerified:
        self._decide(action, by=by, at=at)
        self.fabricated, self.reason = False, None
        return facts.ServiceLogVerified(**self._about(at), **self._served, log_id=self.id)

    def reject(self, *, reason: str, by: UUID, at: datetime) -> facts.ServiceLogRejected:
        """The record does not hold; its quantity does not count."""
        self._decide(LogAction.REJECT, by=by, at=at)
        self.fabricated, self.reason = False, reason
        return facts.ServiceLogRejected(**self._about(at), log_id=self.id)

    def expose(self, *, reason: str, by: UUID, at: datetime) -> facts.IntegrityViolated:
        """The service was invented: three times its quantity is deducted."""
        self._decide(LogAction.EXPOSE, by=by, at=at)
        self.fabricated, self.reason = True, reason
        return facts.IntegrityViolated(**self._about(at), **self._served, log_ids=[self.id])

    def dispute(self, *, reason: str, at: datetime) -> None:
        """The supplier asks for a second look, once."""
        if self.disputed_at is not None:
            raise DisputedBefore
        self._move(LogAction.DISPUTE)
        self.disputed_at, self.dispute_reason = at, reason

    def _move(self, action: LogAction) -> None:
        self.state = SERVICE_LOG.after(self.state, action)

    def _decide(self, action: LogAction, *, by: UUID, at: datetime) -> None:
        self._move(action)
        self.decided_by, self.decided_at = by, at

    def _link(self, after: tuple[int, str]) -> None:
        self.seq, self.prev_hash = after[0] + 1, after[1]
        self.record_sha256 = fingerprint(self.record)
        self.hash = sha256(f"{self.prev_hash}|{self.seq}|{self.record_sha256}".encode()).hexdigest()

    @property
    def _served(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in ("item_id", "method", "served_on")}
        return plain | {"beneficiary_tokens": self.beneficiaries, "vulnerable": self.vulnerable}

    def _about(self, at: datetime) -> dict[str, Any]:
        return {
            "project_id": self.project_id,
            "cluster_id": self.cluster_id,
            "region_id": self.region_id,
            "record_sha256": self.record_sha256,
            "contract_id": self.contract_id,
            "organization_id": self.organization_id,
            "at": at,
        }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return int(value.timestamp())
    return str(value) if isinstance(value, UUID) else value
