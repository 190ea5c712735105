"""The objection: its ground, and up to two answers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity
from services.needs.objection.errors import AppealTooLate
from services.needs.objection.rules import Ground, Step
from services.needs.objection.states import OBJECTION, ObjectionAction, ObjectionState
from shared.orm import PERSONAL, choice


class Objection(NeedsEntity, kw_only=True):
    """What somebody on the roll has against a resolution."""

    __tablename__ = "objection"
    __table_args__ = (
        Index("ix_objection_resolution_id_id", "resolution_id", "id"),
        Index("ix_objection_person_id_id", "person_id", "id"),
    )

    resolution_id: Mapped[UUID]
    region_id: Mapped[UUID]
    roll_no: Mapped[str]
    person_id: Mapped[UUID | None]
    """Who objects himself; None where staff wrote it down for the number."""
    ground: Mapped[Ground] = mapped_column(choice(Ground, "ground"))
    step: Mapped[Step] = mapped_column(choice(Step, "step"))
    text: Mapped[str] = mapped_column(info=PERSONAL)
    lodged_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(default=None)
    answered_by: Mapped[UUID | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    appeal_until: Mapped[datetime | None] = mapped_column(default=None)
    appeal: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    decision: Mapped[str | None] = mapped_column(default=None)
    decided_by: Mapped[UUID | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[ObjectionState] = mapped_column(
        choice(ObjectionState, "state"), default=OBJECTION.initial
    )

    @property
    def actions(self) -> list[ObjectionAction]:
        """What the table allows next."""
        return OBJECTION.allowed(self.state)

    def must_allow(self, action: ObjectionAction) -> None:
        """Refuse what the table does not allow now, before anything else is looked at."""
        OBJECTION.after(self.state, action)

    def reply(
        self, *, upheld: bool, reason: str, by: UUID, at: datetime, appeal_until: datetime
    ) -> None:
        """The community's answer; one that rejects it may be appealed."""
        self.must_allow(ObjectionAction.REJECT)
        self._move(ObjectionAction.UPHOLD if upheld else ObjectionAction.REJECT)
        self.answer, self.answered_by, self.answered_at = reason, by, at
        self.appeal_until = None if upheld else appeal_until

    def take_up(self, *, text: str, at: datetime) -> None:
        """The street is to look at it, once."""
        self._move(ObjectionAction.APPEAL)
        assert self.appeal_until is not None
        if at > self.appeal_until:
            raise AppealTooLate(until=self.appeal_until)
        self.appeal = text

    def decide(self, *, upheld: bool, reason: str, by: UUID, at: datetime) -> None:
        """The street's answer is the last."""
        self.must_allow(ObjectionAction.DISMISS)
        self._move(ObjectionAction.UPHOLD if upheld else ObjectionAction.DISMISS)
        self.decision, self.decided_by, self.decided_at = reason, by, at

    def drop(self) -> None:
        """The resolution it was about is no more."""
        self._move(ObjectionAction.DROP)

    def _move(self, action: ObjectionAction) -> None:
        self.state = OBJECTION.after(self.state, action)
