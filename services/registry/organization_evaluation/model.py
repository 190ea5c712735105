"""One evaluation of one body, and the grade it has from it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from services.registry.evaluation_scheme.rules import Grade, grade_of
from services.registry.organization_evaluation.errors import NoMajority, PublicityOver
from services.registry.organization_evaluation.states import (
    ORGANIZATION_EVALUATION,
    PUBLISHED,
    RUNNING,
    EvaluationAction,
    EvaluationState,
)
from shared.clock import day_of
from shared.contracts.registry import EvaluationGranted
from shared.errors import BadValue
from shared.orm import choice, in_states


class OrganizationEvaluation(RegistryEntity, kw_only=True):
    """What a body says of itself, what its assessors found, and the grade that follows.

    `bands` are those of the scheme it applied by; `votes` of all `members` of the committee decided
    its review, if there was one.
    """

    __tablename__ = "organization_evaluation"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 1000", name="score"),
        CheckConstraint("publicized_by <> scored_by", name="four_eyes"),
        CheckConstraint("reviewed_by NOT IN (scored_by, publicized_by)", name="six_eyes"),
        CheckConstraint("votes * 2 > members AND votes <= members", name="majority"),
        Index("ix_organization_evaluation_organization_id_id", "organization_id", "id"),
        Index("ix_organization_evaluation_region_id_id", "region_id", "id"),
        Index(
            "uq_organization_evaluation_running",
            "organization_id",
            unique=True,
            postgresql_where=in_states(RUNNING),
        ),
        Index("ix_organization_evaluation_public", "id", postgresql_where=in_states(PUBLISHED)),
    )

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    region_id: Mapped[UUID]
    scheme_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation_scheme.id"))
    name: Mapped[str]
    uscc: Mapped[str | None]
    year: Mapped[int]
    bands: Mapped[dict[str, Any]]
    applied_by: Mapped[UUID]
    applied_at: Mapped[datetime]
    self_report: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    visited_on: Mapped[date | None] = mapped_column(default=None)
    assessor_ids: Mapped[list[Any]] = mapped_column(default_factory=list)
    findings: Mapped[str | None] = mapped_column(default=None)
    scored_by: Mapped[UUID | None] = mapped_column(default=None)
    score: Mapped[int | None] = mapped_column(default=None)
    grade: Mapped[Grade | None] = mapped_column(choice(Grade, "grade"), default=None)
    publicized_by: Mapped[UUID | None] = mapped_column(default=None)
    publicity_ends_at: Mapped[datetime | None] = mapped_column(default=None)
    appeal: Mapped[str | None] = mapped_column(default=None)
    reviewed_by: Mapped[UUID | None] = mapped_column(default=None)
    votes: Mapped[int | None] = mapped_column(default=None)
    members: Mapped[int | None] = mapped_column(default=None)
    certificate_no: Mapped[str | None] = mapped_column(unique=True, default=None)
    granted_on: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[EvaluationState] = mapped_column(
        choice(EvaluationState, "state"), default=ORGANIZATION_EVALUATION.initial
    )

    @property
    def actions(self) -> list[EvaluationAction]:
        """What the table allows next."""
        return ORGANIZATION_EVALUATION.allowed(self.state)

    @property
    def hands(self) -> list[UUID | None]:
        """The accounts that had a part in its grade: none of them decides on it."""
        return [self.scored_by, self.publicized_by, *(UUID(one) for one in self.assessor_ids)]

    def decide(self, action: EvaluationAction, reason: str | None = None) -> None:
        """Take a step that changes nothing but where it stands; its reason is kept."""
        self.state = ORGANIZATION_EVALUATION.after(self.state, action)
        self.reason = reason

    def report(self, report: dict[str, Any]) -> None:
        """What the body says of itself."""
        self.decide(EvaluationAction.REPORT)
        self.self_report = report

    def take_score(
        self, score: int, findings: str, *, assessor_ids: list[UUID], visited_on: date, by: UUID
    ) -> None:
        """What the assessors found on site, and the grade that it would be."""
        self.decide(EvaluationAction.SCORE)
        self.assessor_ids = [str(one) for one in assessor_ids]
        self.visited_on, self.findings, self.scored_by = visited_on, findings, by
        self.score, self.grade = score, grade_of(score, self.bands)

    def publicize(self, reason: str, *, by: UUID, ends_at: datetime) -> None:
        """Let everybody see it; until `ends_at` the body may ask for a review."""
        self.decide(EvaluationAction.PUBLICIZE, reason)
        self.publicized_by, self.publicity_ends_at = by, ends_at

    def take_appeal(self, text: str, *, at: datetime) -> None:
        """The body asks for a review."""
        self.decide(EvaluationAction.APPEAL)
        assert self.publicity_ends_at is not None
        if at > self.publicity_ends_at:
            raise PublicityOver(self.publicity_ends_at)
        self.appeal = text

    def settle(self, score: int, reason: str, *, votes: tuple[int, int], by: UUID) -> None:
        """What more than half of all members of the committee found; `votes` and how many sit."""
        self.decide(EvaluationAction.SETTLE, reason)
        self.votes, self.members = votes
        if self.votes * 2 <= self.members:
            raise NoMajority(votes=self.votes, members=self.members)
        self.reviewed_by, self.score, self.grade = by, score, grade_of(score, self.bands)

    def grant(self, *, certificate_no: str, valid_to: date, at: datetime) -> EvaluationGranted:
        """The grade holds from today until `valid_to`."""
        assert self.score is not None
        assert self.grade is not None
        assert self.state is EvaluationState.FINAL
        self.certificate_no, self.granted_on, self.valid_to = certificate_no, day_of(at), valid_to
        return EvaluationGranted(
            evaluation_id=self.id,
            organization_id=self.organization_id,
            region_id=self.region_id,
            scheme_id=self.scheme_id,
            year=self.year,
            score=self.score,
            grade=self.grade,
            valid_to=valid_to,
            at=at,
        )

    def downgrade(self, grade: Grade, reason: str) -> None:
        """A lesser grade holds from now on, until the same day."""
        self.decide(EvaluationAction.DOWNGRADE, reason)
        if self.grade is None or not grade.is_below(self.grade):
            told = f"应低于现有等级 {self.grade}。"
            raise BadValue("/grade", told, f"It is below {self.grade}.")
        self.grade = grade
