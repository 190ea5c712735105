"""An organization's evaluation for one year, and what it earned."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.annual_evaluation.rules import evaluation_told
from services.credit.entity import CreditEntity
from services.credit.transfer.model import Posting, TransferKind
from services.credit.transfer.rules import hand, less, more_withdrawn, shifts
from shared import ids
from shared.clock import day_of
from shared.contracts.registry import EvaluationGranted

SOURCE = "registry.evaluation"
"""What the source of its credits is called in the journal."""


class AnnualEvaluation(CreditEntity, kw_only=True):
    """The evaluation that counts for an organization and a year: of several, the latest granted.

    `amount` is what it is worth by the figures `least` and `each`, `posted` what stands in the
    ledger and `posted_on` for which day, `withdrawn` how much of it was reversed by hand, which no
    evaluation takes again; `turn` numbers the postings.
    """

    __tablename__ = "annual_evaluation"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 1000", name="score"),
        CheckConstraint("amount >= 0 AND posted >= 0", name="amount"),
        Index("uq_annual_evaluation_year", "organization_id", "year", unique=True),
    )

    organization_id: Mapped[UUID]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    region_id: Mapped[UUID]
    year: Mapped[int]
    evaluation_id: Mapped[UUID]
    score: Mapped[int]
    grade: Mapped[str]
    granted_at: Mapped[datetime]
    least: Mapped[int] = mapped_column(default=0)
    each: Mapped[int] = mapped_column(default=0)
    amount: Mapped[int] = mapped_column(default=0)
    posted: Mapped[int] = mapped_column(default=0)
    posted_on: Mapped[date | None] = mapped_column(default=None)
    withdrawn: Mapped[int] = mapped_column(default=0)
    turn: Mapped[int] = mapped_column(default=0)

    @property
    def stands(self) -> int:
        """What is left of its credits in the ledger."""
        return self.posted - self.withdrawn

    def withdraw(self, amount: int) -> None:
        """Have credits of it reversed by hand: no more than stand."""
        self.withdrawn = more_withdrawn(self.withdrawn, amount, stands=self.stands)

    def take(self, fact: EvaluationGranted) -> None:
        """Take a later evaluation of the same year down; an earlier one changes nothing."""
        if (fact.at, fact.evaluation_id) >= (self.granted_at, self.evaluation_id):
            self.region_id, self.evaluation_id = fact.region_id, fact.evaluation_id
            self.score, self.grade, self.granted_at = fact.score, fact.grade, fact.at

    def value(self, amount: int, *, least: int, each: int) -> None:
        """What the score is worth, and by which figures."""
        self.amount, self.least, self.each = amount, least, each

    def postings(self, *, issuer: UUID) -> list[Posting]:
        """The transfers that bring the ledger to what the evaluation is worth, on its day."""
        day = min(date(self.year, 12, 31), day_of(self.granted_at))
        left = less(self.amount, self.withdrawn)
        changes = shifts(self.stands, left, on=self.posted_on, day=day)
        self.posted, self.posted_on = self.withdrawn + left, day
        return [
            self._posting(change, score=self.score if change[1] == left else 0, issuer=issuer)
            for change in changes  # nothing was scored for the day before
        ]

    def _posting(self, change: tuple[int, int, date], *, score: int, issuer: UUID) -> Posting:
        before, after, on = change
        self.turn += 1  # each posting has its own key
        moved = after - before
        inputs = {
            "year": self.year,
            "score": score,
            "grade": self.grade,
            "least": self.least,
            "each": self.each,
        }
        return Posting(
            key=ids.derived(self.id, str(self.turn)),
            kind=TransferKind.EVALUATE if before == 0 else TransferKind.ADJUST,
            debit=issuer if moved > 0 else self.account_id,
            credit=self.account_id if moved > 0 else issuer,
            amount=abs(moved),
            effective_on=on,
            source_type=SOURCE,
            source_id=self.evaluation_id,
            policy_id=None,
            explanation=evaluation_told(after, moved, inputs=inputs) | hand(self.withdrawn),
            arrears=moved < 0,
        )
