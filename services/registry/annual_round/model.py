"""A round of annual checks."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.annual_round.states import (
    ANNUAL_ROUND,
    AnnualRoundAction,
    AnnualRoundState,
)
from services.registry.entity import RegistryEntity
from shared.orm import choice


class AnnualRound(RegistryEntity, kw_only=True):
    """The bodies at home under a region, of some legal types, that report for a year.

    Who was registered on `registered_before` or later is exempt. `due_at` is when the first working
    day after `closes_on` begins; `listed_to` the last body that has its check, `listed_all` whether
    all have.
    """

    __tablename__ = "annual_round"
    __table_args__ = (
        CheckConstraint("opens_on <= closes_on", name="window"),
        Index("ix_annual_round_region_id_id", "region_id", "id"),
    )

    region_id: Mapped[UUID]
    legal_types: Mapped[list[Any]]
    year: Mapped[int]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    registered_before: Mapped[date]
    due_at: Mapped[datetime]
    opened_by: Mapped[UUID]
    opened_at: Mapped[datetime]
    listed_to: Mapped[UUID | None] = mapped_column(default=None)
    listed_all: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[AnnualRoundState] = mapped_column(
        choice(AnnualRoundState, "state"), default=ANNUAL_ROUND.initial
    )

    def open(self) -> None:
        """Its first bodies get their checks."""
        if self.state is AnnualRoundState.PLANNED:
            self.state = ANNUAL_ROUND.after(self.state, AnnualRoundAction.OPEN)

    def cancel(self, reason: str) -> None:
        """Nobody has to report for it."""
        self.state = ANNUAL_ROUND.after(self.state, AnnualRoundAction.CANCEL)
        self.reason = reason
