"""The step of a trail: a fact told by procurement, kept with the hash of its record."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsRow
from services.needs.trail.states import StepKind
from shared import ids
from shared.orm import choice


class TrailStep(NeedsRow, kw_only=True):
    """One step; never changed, never deleted."""

    __tablename__ = "trail_step"
    __table_args__ = (Index("ix_trail_step_cluster_id_kind", "cluster_id", "kind", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=ids.new)
    cluster_id: Mapped[UUID]
    kind: Mapped[StepKind] = mapped_column(choice(StepKind, "kind"))
    at: Mapped[datetime]
    record_sha256: Mapped[str | None]
    """Hash of the record the step is about, in hex; a rejection has no record."""
    facts: Mapped[dict[str, Any]]
    """Ids and public figures of the record."""

    @classmethod
    def of_brief(cls, cluster_id: UUID, snapshot_sha256: str, at: datetime) -> "TrailStep":
        """The step from the needs to the brief."""
        return cls(
            cluster_id=cluster_id,
            kind=StepKind.BRIEF_PROPOSED,
            at=at,
            record_sha256=snapshot_sha256,
            facts={},
        )
