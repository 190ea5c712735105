"""A volunteer: his number, what he can do, and when he served."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import flag_modified

from services.registry.entity import RegistryEntity
from services.registry.volunteer.states import (
    VOLUNTEER,
    VolunteerAction,
    VolunteerState,
)
from shared.clock import day_of
from shared.contracts import registry as told
from shared.orm import PERSONAL, choice


class Volunteer(RegistryEntity, kw_only=True):
    """A person who applied; `region_id` is the community that keeps his record.

    `skills`: [{skill, evidence, expires_on}]; `spans`: [{since, until}], when he was active.
    """

    __tablename__ = "volunteer"
    __table_args__ = (
        CheckConstraint(
            "number IS NOT NULL OR state IN ('applied', 'refused', 'exited')", name="number"
        ),
        Index("ix_volunteer_region_id_id", "region_id", "id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), init=False)
    author_id: Mapped[UUID] = mapped_column(init=False)
    consent_version: Mapped[str] = mapped_column(init=False)
    consented_at: Mapped[datetime] = mapped_column(init=False)
    guardian_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), init=False)
    """Who consented for a minor."""
    number: Mapped[str | None] = mapped_column(unique=True, default=None)
    skills: Mapped[list[Any]] = mapped_column(default_factory=list, info=PERSONAL)
    spans: Mapped[list[Any]] = mapped_column(default_factory=list)
    last_served_on: Mapped[date | None] = mapped_column(default=None)
    lapses_on: Mapped[date | None] = mapped_column(default=None)
    """When it ends unless he serves again; None while he was not told so."""
    reason: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    """Why he was refused."""
    state: Mapped[VolunteerState] = mapped_column(
        choice(VolunteerState, "state"), default=VOLUNTEER.initial
    )

    @property
    def actions(self) -> list[VolunteerAction]:
        """What the table allows next."""
        return VOLUNTEER.allowed(self.state)

    @property
    def admitted_on(self) -> date | None:
        """The day he was first admitted."""
        return _day(self.spans[0]["since"]) if self.spans else None

    @property
    def idle_since(self) -> date:
        """The last day on which he served or became active."""
        assert self.spans
        return max(_day(self.spans[-1]["since"]), self.last_served_on or date.min)

    def apply_again(self) -> None:
        """Wish to serve again; his number stays his."""
        self._move(VolunteerAction.APPLY_AGAIN)
        self.reason = None

    def consent(self, version: str, *, at: datetime, guardian_id: UUID | None) -> None:
        """Note to which text he consented, and who did for a minor."""
        self.consent_version, self.consented_at, self.guardian_id = version, at, guardian_id

    def admit(self, number: str, *, at: datetime) -> None:
        """Let him serve from now on; the first number is his for life."""
        self._move(VolunteerAction.ADMIT)
        self.number = self.number or number
        self._begin(at)

    def refuse(self, reason: str) -> None:
        """Say no, and why."""
        self._move(VolunteerAction.REFUSE)
        self.reason = reason

    def turn(self, action: VolunteerAction, *, at: datetime) -> None:
        """Let him not serve for a while, or again."""
        self._move(action)
        if action is VolunteerAction.PAUSE:
            self._end(at)
        else:
            self._begin(at)

    def leave(self, action: VolunteerAction, *, at: datetime) -> None:
        """End it at once: his wish, or the clock's."""
        self._move(action)
        self._end(at)
        self.lapses_on = None

    def reinstate(self) -> None:
        """He was expelled wrongly: he resumes when he likes."""
        self._move(VolunteerAction.REINSTATE)

    def describe(self, skills: Sequence[dict[str, Any]]) -> None:
        """Write down what he was found able to do."""
        self.skills = [*skills]

    def serve(self, on: date) -> None:
        """Note that he served; whatever was to end for want of it does not."""
        self.last_served_on = max(on, self.last_served_on or date.min)
        self.lapses_on = None

    def forget(self, *, at: datetime) -> None:
        """Destroy what it says of him; number and hours are nobody's from now on."""
        if VolunteerAction.EXIT in self.actions:
            self.leave(VolunteerAction.EXIT, at=at)
        self.skills, self.guardian_id, self.reason = [], None, None
        flag_modified(self, "state")

    def as_state(self) -> told.VolunteerState:
        """What the other services know about him, once he has a number."""
        assert self.number is not None
        return told.VolunteerState(
            volunteer_id=self.id,
            version=self.version,
            person_id=self.person_id,
            number=self.number,
            home_region_id=self.region_id,
            state=self.state,
        )

    def _move(self, action: VolunteerAction) -> None:
        self.state = VOLUNTEER.after(self.state, action)

    def _begin(self, at: datetime) -> None:
        self.spans = [*self.spans, {"since": at.isoformat(), "until": None}]
        self.lapses_on = None

    def _end(self, at: datetime) -> None:
        """Close the open span, if there is one: who applied or paused has none."""
        if self.spans and self.spans[-1]["until"] is None:
            self.spans = [*self.spans[:-1], {**self.spans[-1], "until": at.isoformat()}]


def _day(moment: str) -> date:
    return day_of(datetime.fromisoformat(moment))
