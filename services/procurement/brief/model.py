"""The brief: what the needs service proposed, and the buyer's decision."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.brief.states import BRIEF, BriefAction, BriefState
from services.procurement.entity import ProcurementEntity
from services.procurement.project.rules import source
from services.procurement.project.states import SourceType
from shared.contracts.needs import ClusterProposed
from shared.contracts.procurement import BriefRejected
from shared.orm import choice

TOLD = tuple(name for name in ClusterProposed.model_fields if name != "at")
"""What a brief takes over from the proposal, word for word."""


class Brief(ProcurementEntity, kw_only=True):
    """A common demand as it was proposed; `snapshot_sha256` proves what was proposed."""

    __tablename__ = "brief"
    __table_args__ = (
        Index(
            "uq_brief_received",
            "cluster_id",
            unique=True,
            postgresql_where="state = 'received'",
        ),
        Index("ix_brief_cluster_id", "cluster_id"),
        Index("ix_brief_region_id_id", "region_id", "id"),
        Index("ix_brief_project_id", "project_id"),
    )

    cluster_id: Mapped[UUID]
    region_id: Mapped[UUID]
    category_code: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    households: Mapped[int]
    need_count: Mapped[int]
    target_groups: Mapped[list[Any]]
    route: Mapped[str]
    rule: Mapped[str]
    snapshot_sha256: Mapped[str]
    resolution_id: Mapped[UUID | None]
    resolution_sha256: Mapped[str | None]
    """Of the resolution that residents took on it, where they had to deliberate first."""
    proposed_at: Mapped[datetime]
    project_id: Mapped[UUID | None] = mapped_column(default=None)
    decided_by: Mapped[UUID | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[BriefState] = mapped_column(choice(BriefState, "state"), default=BRIEF.initial)

    @property
    def actions(self) -> list[BriefAction]:
        """What the table allows next."""
        return BRIEF.allowed(self.state)

    @property
    def sources(self) -> list[dict[str, str]]:
        """Where a project that answers it comes from."""
        found = [source(SourceType.NEED_CLUSTER, self.cluster_id, self.snapshot_sha256)]
        if self.resolution_id is not None and self.resolution_sha256 is not None:
            found.append(source(SourceType.RESOLUTION, self.resolution_id, self.resolution_sha256))
        return found

    def renew(self, fact: ClusterProposed) -> None:
        """The demand was proposed anew before anyone decided: the newer words count."""
        for name in TOLD:
            setattr(self, name, getattr(fact, name))
        self.proposed_at = fact.at

    def must_be_open(self) -> None:
        """Refuse a brief that is decided, before anything else is looked at."""
        BRIEF.after(self.state, BriefAction.ACCEPT)

    def accept(self, *, project_id: UUID | None, by: UUID, at: datetime) -> None:
        """It becomes a project, or a round asks for one; the cluster hears once it has money."""
        self.state = BRIEF.after(self.state, BriefAction.ACCEPT)
        self.project_id, self.decided_by, self.decided_at = project_id, by, at

    def reject(self, *, reason: str, by: UUID, at: datetime) -> BriefRejected:
        """Decline it; the needs go back to where they were, and the reason with them."""
        self.state = BRIEF.after(self.state, BriefAction.REJECT)
        self.reason, self.decided_by, self.decided_at = reason, by, at
        return BriefRejected(
            cluster_id=self.cluster_id, region_id=self.region_id, reason=reason, at=at
        )

    def withdraw(self, *, at: datetime) -> None:
        """The demand is no longer there."""
        self.state = BRIEF.after(self.state, BriefAction.WITHDRAW)
        self.decided_at = at
