"""The inspection of one body."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from services.registry.inspection.errors import NotYourInspection
from services.registry.inspection.states import (
    INSPECTION,
    RESULTS,
    InspectionAction,
    InspectionState,
)
from shared.orm import choice, in_states

_RESULTS = in_states(RESULTS)


class Inspection(RegistryEntity, kw_only=True):
    """What two inspectors found at a body, and what it has to put right until when.

    `place` is where it stands in the order of the draw; `name` and `uscc` are as they were then.
    """

    __tablename__ = "inspection"
    __table_args__ = (
        CheckConstraint("first_inspector <> second_inspector", name="two"),
        CheckConstraint("signed_by <> recorded_by", name="four_eyes"),
        Index("uq_inspection_place", "round_id", "place", unique=True),
        Index("ix_inspection_organization_id_id", "organization_id", "id"),
        Index("ix_inspection_region_id_id", "region_id", "id"),
        Index("ix_inspection_first_inspector_id", "first_inspector", "id"),
        Index("ix_inspection_second_inspector_id", "second_inspector", "id"),
        Index("ix_inspection_results", "id", postgresql_where=_RESULTS),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("inspection_round.id"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    region_id: Mapped[UUID]
    name: Mapped[str]
    uscc: Mapped[str | None]
    place: Mapped[int]
    first_inspector: Mapped[UUID]
    second_inspector: Mapped[UUID]
    visited_on: Mapped[date | None] = mapped_column(default=None)
    findings: Mapped[str | None] = mapped_column(default=None)
    to_rectify: Mapped[str | None] = mapped_column(default=None)
    rectify_by: Mapped[date | None] = mapped_column(default=None)
    recorded_by: Mapped[UUID | None] = mapped_column(default=None)
    signed_by: Mapped[UUID | None] = mapped_column(default=None)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    rectification: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[InspectionState] = mapped_column(
        choice(InspectionState, "state"), default=INSPECTION.initial
    )

    @property
    def actions(self) -> list[InspectionAction]:
        """What the table allows next."""
        return INSPECTION.allowed(self.state)

    def require_sent(self, inspector: UUID) -> None:
        """Refuse who was not drawn for it."""
        if inspector not in (self.first_inspector, self.second_inspector):
            raise NotYourInspection

    def record(
        self, findings: str, *, visited_on: date, ordered: tuple[str, date] | None, by: UUID
    ) -> None:
        """Take down what was found, and what is to be put right until which day."""
        self._move(InspectionAction.RECORD, None)
        self.findings, self.visited_on, self.recorded_by = findings, visited_on, by
        self.to_rectify, self.rectify_by = ordered or (None, None)

    def sign(self, reason: str, *, agreed: bool, by: UUID, at: datetime) -> None:
        """The other inspector agrees: nothing was found, or the body has to put it right."""
        if by == self.recorded_by:
            raise NotYourInspection
        if not agreed:
            self._move(InspectionAction.DISAGREE, reason)
            self.recorded_by = None
            return
        found = InspectionAction.ORDER if self.to_rectify else InspectionAction.CLEAR
        self._move(found, reason)
        self.signed_by, self.signed_at = by, at

    def report(self, rectification: str) -> None:
        """The body says what it put right."""
        self._move(InspectionAction.REPORT, None)
        self.rectification = rectification

    def decide(self, action: InspectionAction, reason: str | None) -> None:
        """Accept what was put right or not, replace the body, or note that its time is over."""
        self._move(action, reason)

    def _move(self, action: InspectionAction, reason: str | None) -> None:
        self.state = INSPECTION.after(self.state, action)
        self.reason = reason
