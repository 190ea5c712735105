"""Facts that are committed and wait to be told, or were told less than 14 days ago."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Identity, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from shared import ids
from shared.events import Event, Snapshot
from shared.orm import KERNEL, Row


class OutboxRow(Row, kw_only=True):
    """An event, written in the transaction that caused it; the relay makes the CloudEvent of it.

    `stream`, `stream_epoch` and `stream_seq` say where it was acknowledged; they are what the
    stream-loss guard compares with. SQL functions may write rows too. `data` is JSON as it was
    written, not taken apart: it is read whole, and nothing is found by it.
    """

    __tablename__ = "outbox"
    metadata = KERNEL
    __table_args__ = (
        Index("ix_outbox_pending", "position", postgresql_where="published_at IS NULL"),
        Index("ix_outbox_stream", "stream", "stream_seq", postgresql_where="stream IS NOT NULL"),
        Index(
            "ix_outbox_latest",
            "subject",
            "aggregate_id",
            "position",
            postgresql_where="version IS NOT NULL",
        ),
    )

    position: Mapped[int] = mapped_column(Identity(), primary_key=True, init=False)
    id: Mapped[UUID] = mapped_column(unique=True)
    subject: Mapped[str]
    aggregate_id: Mapped[UUID]
    version: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    trace: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp(), init=False)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    stream: Mapped[str | None] = mapped_column(default=None)
    stream_epoch: Mapped[datetime | None] = mapped_column(default=None)
    stream_seq: Mapped[int | None] = mapped_column(default=None)


def draft(event: Event, trace: dict[str, str]) -> dict[str, Any]:
    """An event as the values of its outbox row."""
    return {
        "id": str(ids.new()),
        "subject": event.subject,
        "aggregate_id": str(event.aggregate_id),
        "version": event.version if isinstance(event, Snapshot) else None,
        "data": event.model_dump(mode="json"),
        "trace": trace,
    }
