"""The engagement of a third-party evaluator."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.engagement.errors import EngagementEnded
from services.procurement.entity import ProcurementEntity


class Engagement(ProcurementEntity, kw_only=True):
    """One evaluator's client, or person, may read one contract's sampled logs and judge it."""

    __tablename__ = "engagement"
    __table_args__ = (
        CheckConstraint("evaluator_organization_id <> organization_id", name="not_the_supplier"),
        Index(
            "uq_engagement_live",
            "evaluator_id",
            "contract_id",
            unique=True,
            postgresql_where="ended_at IS NULL",
        ),
        Index("ix_engagement_contract_id_id", "contract_id", "id"),
        Index("ix_engagement_evaluator_id_id", "evaluator_id", "id"),
        Index("ix_engagement_region_id_id", "region_id", "id"),
        Index("ix_engagement_years", "evaluator_organization_id", "organization_id"),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    region_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    """The supplier that is judged."""
    evaluator_id: Mapped[UUID]
    """The registry's id of the API client, or of the evaluating person's account."""
    evaluator_organization_id: Mapped[UUID]
    year: Mapped[int]
    engaged_by: Mapped[UUID]
    engaged_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    def end(self, *, at: datetime) -> None:
        """Let the evaluator see and judge the contract no more."""
        if self.ended_at is not None:
            raise EngagementEnded
        self.ended_at = at
