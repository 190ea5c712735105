"""One body's annual check for one year."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.annual_check.states import (
    ANNUAL_CHECK,
    CONCLUDED,
    AnnualCheckAction,
    AnnualCheckState,
)
from services.registry.entity import RegistryEntity
from shared.clock import day_of
from shared.orm import choice, in_states

_CONCLUDED = in_states(CONCLUDED)


class AnnualCheck(RegistryEntity, kw_only=True):
    """What a body reports for a year, and what its registration authority concludes.

    `name` and `uscc` are as they were when the round began. Until `due_at` a report is in time;
    one that comes later is `late`, and examined all the same.
    """

    __tablename__ = "annual_check"
    __table_args__ = (
        CheckConstraint("confirmed_by <> examined_by", name="four_eyes"),
        Index("uq_annual_check_year", "organization_id", "year", unique=True),
        Index("ix_annual_check_region_id_id", "region_id", "id"),
        Index("ix_annual_check_round_id_id", "round_id", "id"),
        Index("ix_annual_check_concluded", "id", postgresql_where=_CONCLUDED),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("annual_round.id"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    region_id: Mapped[UUID]
    name: Mapped[str]
    uscc: Mapped[str | None]
    year: Mapped[int]
    due_at: Mapped[datetime]
    report: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    late: Mapped[bool] = mapped_column(default=False)
    examined_by: Mapped[UUID | None] = mapped_column(default=None)
    confirmed_by: Mapped[UUID | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    concluded_on: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[AnnualCheckState] = mapped_column(
        choice(AnnualCheckState, "state"), default=ANNUAL_CHECK.initial
    )

    @property
    def actions(self) -> list[AnnualCheckAction]:
        """What the table allows next."""
        return ANNUAL_CHECK.allowed(self.state)

    def submit(self, report: dict[str, Any], *, at: datetime) -> None:
        """Take the report; after `due_at` it is late."""
        self._move(AnnualCheckAction.SUBMIT, None, at=at)
        self.report, self.submitted_at = report, at
        self.late = self.late or at >= self.due_at

    def send_back(self, reason: str, *, due_at: datetime, at: datetime) -> None:
        """Something is missing: the body has until `due_at` to send it."""
        self._move(AnnualCheckAction.RETURN, reason, at=at)
        self.due_at = max(due_at, self.due_at)

    def examine(
        self, action: AnnualCheckAction, reason: str | None, *, by: UUID, at: datetime
    ) -> None:
        """Conclude it; that it is unqualified takes another officer's word."""
        self._move(action, reason, at=at)
        self.examined_by = by

    def confirm(self, reason: str, *, by: UUID, at: datetime) -> None:
        """It is unqualified indeed."""
        self._move(AnnualCheckAction.CONFIRM, reason, at=at)
        self.confirmed_by = by

    def reopen(self, reason: str, *, at: datetime) -> None:
        """It is to be examined again."""
        self._move(AnnualCheckAction.REOPEN, reason, at=at)
        self.examined_by = None

    def lapse(self, *, at: datetime) -> bool:
        """No report came in time; answers whether that is so."""
        waits = AnnualCheckAction.LAPSE in self.actions
        if waits:
            self._move(AnnualCheckAction.LAPSE, self.reason, at=at)
            self.late = True
        return waits

    def _move(self, action: AnnualCheckAction, reason: str | None, *, at: datetime) -> None:
        self.state = ANNUAL_CHECK.after(self.state, action)
        self.reason = reason
        self.concluded_on = day_of(at) if self.state in CONCLUDED else None
