"""Events this service has handled, those that failed, and those that wait for a person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, func
from sqlalchemy.orm import Mapped, mapped_column

from shared.orm import KERNEL, Row


class InboxRow(Row, kw_only=True):
    """An event that took effect here; kept longer than the outbox keeps it (30 days over 14)."""

    __tablename__ = "inbox"
    metadata = KERNEL
    __table_args__ = (Index("ix_inbox_handled_at", "handled_at"),)

    consumer: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    handled_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp(), init=False)


FIRST_TIME = (
    "INSERT INTO inbox (consumer, event_id) SELECT $1::text, unnest($2::uuid[])"
    " ON CONFLICT DO NOTHING RETURNING event_id"
)
"""Marks events as handled, and answers those that were not; one text for any number of them."""


class FailureRow(Row, kw_only=True):
    """How often handling an event has failed; a crash is not a failure."""

    __tablename__ = "failure"
    metadata = KERNEL

    consumer: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]


class ParkedRow(Row, kw_only=True):
    """An event that failed after every retry: `sanshe parked` replays or discards it."""

    __tablename__ = "parked"
    metadata = KERNEL

    consumer: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[str]
    payload: Mapped[dict[str, Any]]
    reason: Mapped[str]
    failures: Mapped[int]
    parked_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
    resolution: Mapped[str | None] = mapped_column(default=None)
