"""A penalty, as the agency that imposed it told of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from services.registry.penalty.states import PENALTY, PenaltyAction, PenaltyKind, PenaltyState
from shared.money import Money
from shared.orm import choice


class Penalty(RegistryEntity, kw_only=True):
    """What an agency imposed on a body; it counts until it is annulled."""

    __tablename__ = "penalty"
    __table_args__ = (
        CheckConstraint("(kind = 'fine') = (amount_fen IS NOT NULL)", name="amount"),
        CheckConstraint("amount_fen > 0", name="some"),
        CheckConstraint("annulled_by <> recorded_by", name="four_eyes"),
        Index("ix_penalty_organization_id_id", "organization_id", "id"),
        Index("ix_penalty_region_id_id", "region_id", "id"),
    )

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    region_id: Mapped[UUID]
    kind: Mapped[PenaltyKind] = mapped_column(choice(PenaltyKind, "kind"))
    amount_fen: Mapped[int | None]
    agency: Mapped[str]
    document_no: Mapped[str]
    decided_on: Mapped[date]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
    fulfilled_on: Mapped[date | None] = mapped_column(default=None)
    annulled_by: Mapped[UUID | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[PenaltyState] = mapped_column(
        choice(PenaltyState, "state"), default=PENALTY.initial
    )

    @property
    def amount(self) -> Money | None:
        """The fine."""
        return None if self.amount_fen is None else Money.of_fen(self.amount_fen)

    def fulfill(self, *, on: date) -> None:
        """The body did what was imposed on it."""
        self.state = PENALTY.after(self.state, PenaltyAction.FULFILL)
        self.fulfilled_on = on

    def annul(self, reason: str, *, by: UUID) -> None:
        """The agency or a court took it back, or it was recorded by mistake."""
        self.state = PENALTY.after(self.state, PenaltyAction.ANNUL)
        self.annulled_by, self.reason = by, reason
