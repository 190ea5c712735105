"""What becomes due, and when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.orm import KERNEL, Row


class TimerRow(Row, kw_only=True):
    """Something that becomes due; `parked_at` set means every retry failed and a person decides.

    `trace` is that of whoever scheduled it, where requests are traced.
    """

    __tablename__ = "timer"
    metadata = KERNEL
    __table_args__ = (Index("ix_timer_due_at", "due_at", postgresql_where="parked_at IS NULL"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(default=None)
    parked_at: Mapped[datetime | None] = mapped_column(default=None)
    trace: Mapped[dict[str, Any] | None] = mapped_column(default=None)
