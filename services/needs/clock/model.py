"""The clock: when it started, what was promised, and how it ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.clock.rules import LATE_WORKING_DAYS, ClockName, Level, late, warn_at
from services.needs.clock.states import CLOCK, ClockAction, ClockState
from services.needs.entity import NeedsEntity
from shared.contracts.needs import ClockBreached
from shared.durations import Due, Duration, due, due_after_pause
from shared.orm import choice


def due_of(start: datetime, target: Duration, pauses: list[dict[str, str]]) -> Due:
    """The due time as a pure function of the start, the promise and the pauses that ended."""
    planned = due(start, target)
    for pause in pauses:
        paused, resumed = map(datetime.fromisoformat, (pause["from"], pause["to"]))
        planned = due_after_pause(planned, target, paused, resumed)
    return planned


class SlaClock(NeedsEntity, kw_only=True):
    """One promise about one need. Only named facts start, pause and stop it, never a comment."""

    __tablename__ = "sla_clock"
    __table_args__ = (
        Index(
            "uq_sla_clock_open",
            "need_id",
            "name",
            unique=True,
            postgresql_where="stopped_at IS NULL",
        ),
        Index("ix_sla_clock_need_id", "need_id"),
    )

    need_id: Mapped[UUID]
    region_id: Mapped[UUID]
    name: Mapped[ClockName] = mapped_column(choice(ClockName, "name"))
    target: Mapped[dict[str, Any]]
    """The promise at the time it was made: a later policy does not touch it."""
    calendar_version: Mapped[str]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    due_provisional: Mapped[bool]
    """A year's calendar notice still to come may move the due time."""
    pauses: Mapped[list[Any]] = mapped_column(default_factory=list)
    paused_at: Mapped[datetime | None] = mapped_column(default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)
    escalations: Mapped[int] = mapped_column(default=0)
    """Steps of the ladder taken; the next one is this level."""
    state: Mapped[ClockState] = mapped_column(choice(ClockState, "state"), default=CLOCK.initial)

    def pause(self, *, at: datetime) -> None:
        """Stand still while something is waited for; a clock that ran out goes on."""
        self.state = CLOCK.after(self.state, ClockAction.PAUSE)
        self.paused_at = at

    def resume(self, *, at: datetime) -> None:
        """Go on; the due time is computed anew from the whole log."""
        assert self.paused_at is not None
        self.state = CLOCK.after(self.state, ClockAction.RESUME)
        spell = {"from": self.paused_at.isoformat(), "to": at.isoformat()}
        self.pauses, self.paused_at = [*self.pauses, spell], None
        self.due_at, self.due_provisional = due_of(
            self.started_at, Duration.model_validate(self.target), self.pauses
        )

    def stop(self, *, at: datetime) -> None:
        """The promised thing happened: in time it is met, else it stays breached."""
        if self.state is ClockState.RUNNING and not late(stopped_at=at, due_at=self.due_at):
            self.state = CLOCK.after(self.state, ClockAction.MEET)
        elif self.state is ClockState.RUNNING:
            self.state = CLOCK.after(self.state, ClockAction.BREACH)
        self.stopped_at = at

    def void(self, *, at: datetime) -> None:
        """The promise no longer applies, for instance because the need was withdrawn."""
        self.state = CLOCK.after(self.state, ClockAction.VOID)
        self.stopped_at = at

    def next_step_at(self) -> datetime | None:
        """When the next step of the ladder is due; None when all were taken."""
        if self.escalations > max(Level):
            return None
        level = Level(self.escalations)
        if level is Level.WARNED:
            return warn_at(self.started_at, self.due_at)
        if level is Level.BREACHED:
            return self.due_at
        return due(self.due_at, Duration(value=LATE_WORKING_DAYS[level], unit="wd")).at

    def escalate(self, *, at: datetime) -> ClockBreached:
        """Take the next step of the ladder; from the second on, the promise is broken."""
        level = Level(self.escalations)
        self.escalations += 1
        if level is Level.BREACHED and self.state is ClockState.RUNNING:
            self.state = CLOCK.after(self.state, ClockAction.BREACH)
        return ClockBreached(
            need_id=self.need_id,
            region_id=self.region_id,
            clock=self.name,
            level=level,
            due_at=self.due_at,
            at=at,
        )
