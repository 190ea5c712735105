"""The resident's question sheet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity
from services.procurement.resident_survey.errors import SurveyUsed


class ResidentSurvey(ProcurementEntity, kw_only=True):
    """One beneficiary is asked once per evaluation; only the hash of his link is stored.

    No route shows an answer beside its beneficiary: answers are only counted.
    """

    __tablename__ = "resident_survey"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "beneficiary"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        CheckConstraint("(score IS NULL) = (answered_at IS NULL)", name="answered_whole"),
    )

    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    beneficiary: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    score: Mapped[int | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)

    def answer(self, *, score: int, at: datetime) -> None:
        """Take the resident's word, once."""
        if self.answered_at is not None:
            raise SurveyUsed
        self.score, self.answered_at = score, at
