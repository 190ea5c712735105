"""Who saw my data: a row for every time personal data was shown in clear."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from shared import ids
from shared.orm import KERNEL, Row


class AccessLogRow(Row, kw_only=True):
    """One look at one field of one person; the person may read it (spec/registry.md §2.6)."""

    __tablename__ = "access_log"
    metadata = KERNEL
    __table_args__ = (Index("ix_access_log_person_id_id", "person_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=ids.new)
    at: Mapped[datetime]
    person_id: Mapped[UUID]
    viewer_id: Mapped[UUID]
    field: Mapped[str]
    subject_id: Mapped[UUID]
    purpose: Mapped[str]
