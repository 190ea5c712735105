"""One penalty, from its proposal to the end of the appeal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.account.errors import FourEyes
from services.credit.entity import CreditEntity
from services.credit.penalty.errors import StatementPending, TooLate
from services.credit.penalty.states import PENALTY, PenaltyAction, PenaltyState
from shared.contracts.credit import PenaltyDecided, PenaltyProposed, PenaltyReversed
from shared.orm import choice

SOURCE = "credit.penalty"
"""What the source of taken credits is called in the journal."""


class Penalty(CreditEntity, kw_only=True):
    """Points to be taken for a ground; the organization is heard first, two officers decide.

    An appeal is decided by a third one, who neither proposed nor decided.
    """

    __tablename__ = "penalty"
    __table_args__ = (
        CheckConstraint("points > 0", name="points"),
        CheckConstraint("decided_by <> proposed_by", name="four_eyes"),
        CheckConstraint("reviewed_by NOT IN (proposed_by, decided_by)", name="six_eyes"),
        Index("ix_penalty_account_id", "account_id", "id"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    organization_id: Mapped[UUID]
    region_id: Mapped[UUID]
    ground: Mapped[str]
    points: Mapped[int]
    evidence: Mapped[list[Any]]
    proposed_by: Mapped[UUID]
    statement_due: Mapped[datetime]
    state: Mapped[PenaltyState] = mapped_column(
        choice(PenaltyState, "state"), default=PENALTY.initial
    )
    statement: Mapped[str | None] = mapped_column(default=None)
    decided_by: Mapped[UUID | None] = mapped_column(default=None)
    decision: Mapped[str | None] = mapped_column(default=None)
    appeal_due: Mapped[datetime | None] = mapped_column(default=None)
    appeal: Mapped[str | None] = mapped_column(default=None)
    reviewed_by: Mapped[UUID | None] = mapped_column(default=None)
    review: Mapped[str | None] = mapped_column(default=None)
    transfer_id: Mapped[UUID | None] = mapped_column(default=None)

    def propose(self, *, at: datetime) -> PenaltyProposed:
        """Give notice: from now on the organization may state its case."""
        return PenaltyProposed(**self._named(at), statement_due=self.statement_due)

    def take_statement(self, text: str, *, at: datetime) -> None:
        """Hear the organization; a decision may follow at once."""
        self.state = PENALTY.after(self.state, PenaltyAction.STATE)
        if at > self.statement_due:
            raise TooLate(due=self.statement_due)
        self.statement = text

    def decide(
        self, *, upheld: bool, by: UUID, reason: str, at: datetime, appeal_due: datetime
    ) -> PenaltyDecided:
        """Post the penalty or drop it; by a second officer, after the organization was heard."""
        action = PenaltyAction.POST if upheld else PenaltyAction.DROP
        heard = self.state is PenaltyState.STATED
        self.state = PENALTY.after(self.state, action)
        if by == self.proposed_by:
            raise FourEyes
        if not heard and at <= self.statement_due:
            raise StatementPending(statement_due=self.statement_due)
        self.decided_by, self.decision = by, reason
        self.appeal_due = appeal_due if upheld else None
        return PenaltyDecided(**self._named(at), posted=upheld, appeal_due=self.appeal_due)

    def take_appeal(self, text: str, *, at: datetime) -> None:
        """Take down the appeal; somebody new decides it."""
        self.state = PENALTY.after(self.state, PenaltyAction.APPEAL)
        assert self.appeal_due is not None
        if at > self.appeal_due:
            raise TooLate(due=self.appeal_due)
        self.appeal = text

    def decide_appeal(
        self, *, upheld: bool, by: UUID, reason: str, at: datetime
    ) -> PenaltyReversed | None:
        """Uphold the penalty, or reverse it and give the credits back."""
        action = PenaltyAction.UPHOLD if upheld else PenaltyAction.REVERSE
        self.state = PENALTY.after(self.state, action)
        if by in (self.proposed_by, self.decided_by):
            raise FourEyes
        self.reviewed_by, self.review = by, reason
        return None if upheld else PenaltyReversed(**self._named(at))

    def end(self) -> None:
        """Nobody appealed in time."""
        if self.state is PenaltyState.POSTED:
            self.state = PENALTY.after(self.state, PenaltyAction.END)

    def _named(self, at: datetime) -> dict[str, Any]:
        return {
            "penalty_id": self.id,
            "account_id": self.account_id,
            "organization_id": self.organization_id,
            "ground": self.ground,
            "points": self.points,
            "at": at,
        }
