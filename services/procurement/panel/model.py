"""The panel of a call, its members, and from whom they stand aside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity
from services.procurement.panel.rules import Criterion
from services.procurement.panel.states import Capacity, Ground
from shared.orm import choice


class Panel(ProcurementEntity, kw_only=True):
    """Who judges one call, and by what."""

    __tablename__ = "panel"
    __table_args__ = (Index("ix_panel_region_id_id", "region_id", "id"),)

    call_id: Mapped[UUID] = mapped_column(unique=True)
    """The round or tender it judges."""
    region_id: Mapped[UUID]
    criteria: Mapped[list[Any]]
    """`{code, name, stage, objective, max_score_hundredths, min_score_hundredths}`; of each stage
    the maxima together are 10000."""
    trim_from: Mapped[int | None]
    """From how many members on one highest and one lowest total are left out; None: never."""
    rules: Mapped[dict[str, Any]]
    """The numbers the call started with."""

    def criteria_of(self, stage: str) -> list[Criterion]:
        """What is judged in a stage."""
        return [Criterion(**one) for one in self.criteria if one["stage"] == stage]


class PanelMember(ProcurementEntity, kw_only=True):
    """One who sits on a panel, until somebody takes his place."""

    __tablename__ = "panel_member"
    __table_args__ = (
        Index("uq_panel_member_account", "panel_id", "account_id", unique=True),
        Index("uq_panel_member_person", "panel_id", "person_id", unique=True),
        Index("ix_panel_member_account_id", "account_id"),
    )

    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panel.id"))
    account_id: Mapped[UUID]
    person_id: Mapped[UUID]
    capacity: Mapped[Capacity] = mapped_column(choice(Capacity, "capacity"))
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    left_reason: Mapped[str | None] = mapped_column(default=None)

    def leave(self, *, reason: str, at: datetime) -> None:
        """Make room for another; what he scored no longer counts."""
        self.left_at, self.left_reason = at, reason

    def stand_aside(self, organization_id: UUID, *, at: datetime, **told: Any) -> "Recusal":
        """He does not judge this organization: `told` are the ground, the reason, and by whom."""
        about: dict[str, Any] = {"panel_id": self.panel_id, "member_id": self.id, "stated_at": at}
        return Recusal(**about, organization_id=organization_id, **told)


class Recusal(ProcurementEntity, kw_only=True):
    """A member does not judge a candidate organization: he said so, or it was found."""

    __tablename__ = "recusal"
    __table_args__ = (UniqueConstraint("member_id", "organization_id"),)

    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panel.id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("panel_member.id"))
    organization_id: Mapped[UUID]
    ground: Mapped[Ground] = mapped_column(choice(Ground, "ground"))
    reason: Mapped[str]
    declared: Mapped[bool]
    """By himself; otherwise it was found."""
    stated_at: Mapped[datetime]
