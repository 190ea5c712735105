"""The meeting: what was announced, who could come, what was counted, and its minutes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity
from services.needs.meeting.errors import MinutesFinal, MinutesMissing, NotOver, NotYetTime
from services.needs.meeting.rules import Outcome, RuleSet, Tally, told
from services.needs.meeting.states import MEETING, MeetingAction, MeetingState
from shared.orm import choice
from shared.records import fingerprint


class Meeting(NeedsEntity, kw_only=True):
    """One meeting about a matter; the notice freezes its rules and its roll."""

    __tablename__ = "meeting"
    __table_args__ = (
        Index("ix_meeting_matter_id", "matter_id"),
        Index("ix_meeting_region_id_id", "region_id", "id"),
    )

    matter_id: Mapped[UUID]
    round: Mapped[int]
    region_id: Mapped[UUID]
    title: Mapped[str]
    rule_set: Mapped[RuleSet] = mapped_column(choice(RuleSet, "rule_set"))
    rules_version: Mapped[int]
    least: Mapped[int]
    """How many make a hearing, as the city said when it was announced."""
    held_at: Mapped[datetime]
    place: Mapped[str]
    agenda: Mapped[list[Any]]
    options: Mapped[list[Any]]
    materials: Mapped[list[Any]]
    urgent_reason: Mapped[str | None]
    eligible: Mapped[int]
    roll_sha256: Mapped[str]
    """Of the roll as it was frozen: whoever keeps a copy can prove it."""
    noticed_at: Mapped[datetime]
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[UUID | None] = mapped_column(default=None)
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome, "outcome"), default=None)
    chosen: Mapped[int | None] = mapped_column(default=None)
    tally: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    """Why it was called off."""
    minutes: Mapped[str | None] = mapped_column(default=None)
    minutes_sha256: Mapped[str | None] = mapped_column(default=None)
    """Set when they are final."""
    state: Mapped[MeetingState] = mapped_column(
        choice(MeetingState, "state"), default=MEETING.initial
    )

    @property
    def actions(self) -> list[MeetingAction]:
        """What the table allows next."""
        return MEETING.allowed(self.state)

    def must_allow(self, action: MeetingAction) -> None:
        """Refuse what the table does not allow now, before anything else is looked at."""
        MEETING.after(self.state, action)

    def open(self, *, at: datetime) -> None:
        """Begin, not before its time."""
        self._move(MeetingAction.OPEN)
        if at < self.held_at:
            raise NotYetTime(held_at=self.held_at)
        self.opened_at = at

    def close(
        self, counted: Tally, ended: tuple[Outcome, int | None], *, by: UUID, at: datetime
    ) -> None:
        """End it, with what was counted."""
        self._move(MeetingAction.CLOSE)
        self.closed_at, self.closed_by = at, by
        self.tally = told(counted)
        self.outcome, self.chosen = ended

    def call_off(self, *, reason: str) -> None:
        """It does not take place, or is broken off."""
        self._move(MeetingAction.CALL_OFF)
        self.reason = reason

    def write_minutes(self, text: str) -> None:
        """A draft, as often as needed."""
        if self.state is not MeetingState.CLOSED:
            raise NotOver(state=self.state)
        if self.minutes_sha256 is not None:
            raise MinutesFinal
        self.minutes = text

    def finish_minutes(self, opinions: list[dict[str, Any]]) -> None:
        """They are final: their hash is over text, tally and every opinion with its answer."""
        if self.minutes is None:
            raise MinutesMissing
        if self.minutes_sha256 is not None:
            raise MinutesFinal
        record = {"meeting_id": str(self.id), "minutes": self.minutes, "tally": self.tally}
        self.minutes_sha256 = fingerprint(record | {"opinions": opinions})

    def _move(self, action: MeetingAction) -> None:
        self.state = MEETING.after(self.state, action)
