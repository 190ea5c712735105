"""An entry of hours: who served when, for whom, and who says so."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from services.registry.hour_entry.rules import Served
from services.registry.hour_entry.states import HOUR, HourAction, HourState
from shared.clock import day_of
from shared.contracts.registry import HoursCorrected, HoursRecorded
from shared.orm import PERSONAL, choice

LIVE = "state IN ('pending', 'certified')"


class HourEntry(RegistryEntity, kw_only=True):
    """Time served; the database refuses live entries of one volunteer that overlap.

    A correction is an entry as well: of what it takes back, with the minutes below zero. So a sum
    over what is certified or reversed is what was served.
    """

    __tablename__ = "hour_entry"
    __table_args__ = (
        CheckConstraint("ended_at > started_at AND minutes <> 0", name="times"),
        CheckConstraint("(minutes < 0) = (corrects_id IS NOT NULL)", name="correction"),
        ExcludeConstraint(
            ("volunteer_id", "="),
            (text("tstzrange(started_at, ended_at)"), "&&"),
            where=text(LIVE),
            name="ex_hour_entry_overlap",
        ),
        Index("ix_hour_entry_volunteer_id_id", "volunteer_id", "id"),
        Index("ix_hour_entry_organization_id_id", "organization_id", "id"),
        Index("ix_hour_entry_region_id_id", "region_id", "id"),
    )

    volunteer_id: Mapped[UUID] = mapped_column(ForeignKey("volunteer.id"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))
    """Where it took place."""
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    minutes: Mapped[int]
    activity: Mapped[str]
    recorded_by_id: Mapped[UUID]
    recorded_at: Mapped[datetime]
    decided_by_id: Mapped[UUID | None] = mapped_column(default=None)
    """Who certified or refused it; who recorded it in time."""
    corrects_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("hour_entry.id"), unique=True, default=None
    )
    reason: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    """Why it was refused, or what a correction is for."""
    state: Mapped[HourState] = mapped_column(choice(HourState, "state"), default=HOUR.initial)

    @property
    def actions(self) -> list[HourAction]:
        """What the table allows next."""
        return HOUR.allowed(self.state)

    @property
    def served(self) -> Served:
        """The time as the rules take it."""
        return Served(self.started_at, self.ended_at, self.minutes)

    def certify(self, *, by: UUID, at: datetime) -> HoursRecorded:
        """Let the hours count."""
        self.state = HOUR.after(self.state, HourAction.CERTIFY)
        self.decided_by_id = by
        return HoursRecorded(
            entry_id=self.id,
            volunteer_id=self.volunteer_id,
            organization_id=self.organization_id,
            region_id=self.region_id,
            served_on=day_of(self.started_at),
            at=at,
            minutes=self.minutes,
        )

    def refuse(self, reason: str, *, by: UUID) -> None:
        """Let late hours not count; the time is free again."""
        self.state = HOUR.after(self.state, HourAction.REFUSE)
        self.decided_by_id, self.reason = by, reason

    def reverse(self, reason: str, *, by: UUID, at: datetime) -> "HourEntry":
        """Take the hours back by an entry of their own; what is right is recorded anew."""
        self.state = HOUR.after(self.state, HourAction.REVERSE)
        return HourEntry(
            volunteer_id=self.volunteer_id,
            organization_id=self.organization_id,
            region_id=self.region_id,
            started_at=self.started_at,
            ended_at=self.ended_at,
            minutes=-self.minutes,
            activity=self.activity,
            recorded_by_id=by,
            recorded_at=at,
            decided_by_id=by,
            corrects_id=self.id,
            reason=reason,
            state=HourState.REVERSED,
        )

    def as_correction(self) -> HoursCorrected:
        """What a reversing entry tells."""
        assert self.corrects_id is not None
        return HoursCorrected(
            entry_id=self.id,
            volunteer_id=self.volunteer_id,
            organization_id=self.organization_id,
            region_id=self.region_id,
            served_on=day_of(self.started_at),
            at=self.recorded_at,
            corrects_id=self.corrects_id,
            minutes=-self.minutes,
        )
