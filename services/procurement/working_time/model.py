"""The time a log takes of one worker."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementRow


class WorkingTime(ProcurementRow, kw_only=True):
    """One worker's part in one log; the database refuses live rows of his that overlap."""

    __tablename__ = "working_time"
    __table_args__ = (
        ExcludeConstraint(
            ("worker_id", "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            where=text("live"),
            name="ex_working_time_overlap",
        ),
    )

    log_id: Mapped[UUID] = mapped_column(ForeignKey("service_log.id"), primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    live: Mapped[bool] = mapped_column(default=True)
    """Until the log is corrected, or rejected as wrong: then the time is free again."""
