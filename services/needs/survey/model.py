"""The survey: one question sheet for one order."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity
from services.needs.survey.errors import AlreadyAnswered
from services.needs.survey.rules import Flag, Solved
from shared.contracts import needs as facts
from shared.orm import PERSONAL, choice


class Survey(NeedsEntity, kw_only=True):
    """What a resident says about one order; no answer is not satisfaction."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        CheckConstraint("(score IS NULL) = (answered_at IS NULL)", name="answered_whole"),
        Index("ix_survey_rates", "organization_id", "asked_at"),
        Index("ix_survey_ratings", "team_id", postgresql_where="score IS NOT NULL"),
        Index("ix_survey_person_id_id", "person_id", "id"),
    )

    order_id: Mapped[UUID] = mapped_column(unique=True)
    need_id: Mapped[UUID]
    team_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    region_id: Mapped[UUID] = mapped_column(index=True)
    person_id: Mapped[UUID | None]
    """None where the need was filed for someone without an account: nobody can answer."""
    served_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    score: Mapped[int | None] = mapped_column(default=None)
    solved: Mapped[Solved | None] = mapped_column(choice(Solved, "solved"), default=None)
    contacted: Mapped[bool | None] = mapped_column(default=None)
    text: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    flagged: Mapped[bool] = mapped_column(default=False)
    flags: Mapped[list[Any]] = mapped_column(default_factory=list)

    def answer(
        self, *, score: int, solved: Solved, contacted: bool, text: str | None, at: datetime
    ) -> None:
        """Take the resident's answer, once."""
        if self.answered_at is not None:
            raise AlreadyAnswered(answered_at=self.answered_at)
        self.score, self.solved, self.contacted, self.text = score, solved, contacted, text
        self.answered_at = at

    def flag(self, found: list[Flag]) -> facts.SurveyAnswered:
        """Mark what makes the answer doubtful; with that it is complete and can be told."""
        assert self.answered_at is not None
        assert self.score is not None
        assert self.solved is not None
        self.flags = [*found]
        self.flagged = bool(found)
        return facts.SurveyAnswered(
            survey_id=self.id,
            order_id=self.order_id,
            need_id=self.need_id,
            organization_id=self.organization_id,
            region_id=self.region_id,
            score=self.score,
            solved=self.solved,
            contacted=bool(self.contacted),
            flagged=self.flagged,
            at=self.answered_at,
        )
