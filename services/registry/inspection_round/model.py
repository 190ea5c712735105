"""A round: who may be drawn, and how it was drawn."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity, RegistryRow
from services.registry.inspection_round.rules import drawn_size, hashed, in_order
from services.registry.inspection_round.states import (
    INSPECTION_ROUND,
    InspectionRoundAction,
    InspectionRoundState,
)
from shared.orm import choice


class InspectionRound(RegistryEntity, kw_only=True):
    """How many bodies of a region there are on one day, and the seed that picks from them."""

    __tablename__ = "inspection_round"
    __table_args__ = (
        CheckConstraint("drawn_by <> frozen_by", name="four_eyes"),
        Index("ix_inspection_round_region_id_id", "region_id", "id"),
    )

    region_id: Mapped[UUID]
    name: Mapped[str]
    legal_types: Mapped[list[Any]]
    share_bp: Mapped[int]
    candidates: Mapped[int]
    lists_sha256: Mapped[str]
    commitment: Mapped[str]
    """SHA-256 of the secret, published before the draw."""
    sealed_secret: Mapped[bytes]
    frozen_by: Mapped[UUID]
    frozen_at: Mapped[datetime]
    secret: Mapped[str | None] = mapped_column(default=None)
    word: Mapped[str | None] = mapped_column(default=None)
    seed: Mapped[str | None] = mapped_column(default=None)
    drawn_by: Mapped[UUID | None] = mapped_column(default=None)
    drawn_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[InspectionRoundState] = mapped_column(
        choice(InspectionRoundState, "state"), default=INSPECTION_ROUND.initial
    )

    @property
    def size(self) -> int:
        """How many of them are drawn."""
        return drawn_size(self.candidates, self.share_bp)

    def reveal(self, *, secret: str, word: str, by: UUID, at: datetime) -> None:
        """Put both parts together: `seed = SHA-256(secret | word | lists_sha256)`."""
        self.state = INSPECTION_ROUND.after(self.state, InspectionRoundAction.DRAW)
        self.secret, self.word = secret, word
        self.seed = hashed(secret, word, self.lists_sha256)
        self.drawn_by, self.drawn_at = by, at


class DrawLists(RegistryRow, kw_only=True):
    """From whom is drawn, by id, apart from the round: it is long, and seldom read.

    `ties` says who does not go where, as [inspector, body]: he has or lately had a role in it.
    """

    __tablename__ = "draw_lists"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("inspection_round.id"), primary_key=True)
    bodies: Mapped[list[Any]]
    inspectors: Mapped[list[Any]]
    ties: Mapped[list[Any]] = mapped_column(default_factory=list)

    def order(self, seed: str) -> list[str]:
        """All bodies as they are drawn; who is replaced is followed by the next."""
        return in_order(self.bodies, seed)
