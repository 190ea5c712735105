"""Notices, and the keys that sign them and the receipts of bids."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity, ProcurementRow
from services.procurement.notice.states import NoticeKind
from shared.orm import choice
from shared.sealed import SealingKey


class NoticeKey(SealingKey, ProcurementRow, kw_only=True):
    """A key that signs what a bidder or anybody may have to prove."""

    __tablename__ = "notice_key"


class Notice(ProcurementEntity, kw_only=True):
    """One notice; `signature` is of `content` as canonical JSON (RFC 8785)."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_process_id_id", "process_id", "id"),
        Index("ix_notice_region_id_id", "region_id", "id"),
    )

    process_id: Mapped[UUID]
    region_id: Mapped[UUID]
    kind: Mapped[NoticeKind] = mapped_column(choice(NoticeKind, "kind"))
    content: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    public_key: Mapped[bytes]
    signature: Mapped[bytes]
