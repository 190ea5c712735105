"""What is known of an order, and what it is worth by that knowledge."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.earning.rules import Conversion, Inputs
from services.credit.earning.states import EARNING, EarningAction, EarningState
from services.credit.entity import CreditEntity
from services.credit.transfer.model import Posting, TransferKind
from shared import ids
from shared.clock import LOCAL
from shared.contracts.needs import OrderConfirmed, SurveyAnswered, SurveyReviewed
from shared.orm import choice

ORDER = "needs.order"
"""What the source of an earned credit is called in the journal."""


class OrderRecord(CreditEntity, kw_only=True):
    """The facts about one order as the needs service told them, in whatever order they came.

    Of two facts of one kind the later one by its own time counts, so the record is the same
    after every order of arrival. Its id is the order's.
    """

    __tablename__ = "order_record"
    __table_args__ = (
        Index("ix_order_record_household", "organization_id", "household_id", "confirmed_at"),
        Index("ix_order_record_team_day", "team_id", "confirmed_on", "confirmed_at"),
    )

    organization_id: Mapped[UUID]
    region_id: Mapped[UUID]
    team_id: Mapped[UUID | None] = mapped_column(default=None)
    household_id: Mapped[UUID | None] = mapped_column(default=None)
    kind: Mapped[str | None] = mapped_column(default=None)
    beneficiaries: Mapped[int] = mapped_column(default=0)
    vulnerable: Mapped[bool] = mapped_column(default=False)
    team_members: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_on: Mapped[date | None] = mapped_column(default=None)
    """The legal day of the confirmation: it counts the day's orders and dates the credits."""
    window_ends_at: Mapped[datetime | None] = mapped_column(default=None)
    disputed_at: Mapped[datetime | None] = mapped_column(default=None)
    failed_at: Mapped[datetime | None] = mapped_column(default=None)
    score: Mapped[int | None] = mapped_column(default=None)
    flagged: Mapped[bool] = mapped_column(default=False)
    rated_at: Mapped[datetime | None] = mapped_column(default=None)
    survey_id: Mapped[UUID | None] = mapped_column(default=None)
    reviewed_survey_id: Mapped[UUID | None] = mapped_column(default=None)
    review_accepted: Mapped[bool] = mapped_column(default=False)
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)
    posted: Mapped[int] = mapped_column(default=0)
    """Credits that stand in the ledger for this order."""

    @property
    def rating(self) -> int | None:
        """The score that counts; a flagged one weighs as unanswered until it is reviewed.

        A review that came before its rating waits for it; one of another rating says nothing.
        """
        reviewed = self.survey_id is not None and self.reviewed_survey_id == self.survey_id
        counts = self.review_accepted if reviewed else not self.flagged
        return self.score if counts else None

    def confirm(self, fact: OrderConfirmed, *, window_ends_at: datetime) -> None:
        """Take down that the service took place, and how."""
        if self.confirmed_at is not None and fact.at < self.confirmed_at:
            return
        self.team_id, self.household_id = fact.team_id, fact.household_id
        self.kind, self.beneficiaries = fact.kind, fact.beneficiaries
        self.vulnerable, self.team_members = fact.vulnerable, fact.team_members
        self.confirmed_at, self.confirmed_on = fact.at, fact.at.astimezone(LOCAL).date()
        self.window_ends_at = window_ends_at

    def dispute(self, *, at: datetime) -> None:
        """Take down that the resident disputes the service."""
        self.disputed_at = at if self.disputed_at is None else max(at, self.disputed_at)

    def fail(self, *, at: datetime) -> None:
        """Take down that no service took place."""
        self.failed_at = at if self.failed_at is None else max(at, self.failed_at)

    def rate(self, fact: SurveyAnswered) -> None:
        """Take down the resident's rating."""
        if self.rated_at is None or fact.at >= self.rated_at:
            self.score, self.flagged, self.rated_at = fact.score, fact.flagged, fact.at
            self.survey_id = fact.survey_id

    def review(self, fact: SurveyReviewed) -> None:
        """Take down what somebody found who looked at a rating."""
        if self.reviewed_at is None or fact.at >= self.reviewed_at:
            self.reviewed_survey_id, self.reviewed_at = fact.survey_id, fact.at
            self.review_accepted = fact.accepted


class Earning(CreditEntity, kw_only=True):
    """One conversion of an order's facts into credits by one policy version.

    Its inputs, steps and amount never change: when the facts do, the next revision supersedes it
    and the ledger gets the difference.
    """

    __tablename__ = "earning"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        Index("uq_earning_order_id_revision", "order_id", "revision", unique=True),
        Index(
            "uq_earning_current", "order_id", unique=True, postgresql_where="state <> 'superseded'"
        ),
        Index("ix_earning_account_id_id", "account_id", "id"),
        Index("ix_earning_expected", "account_id", postgresql_where="state = 'expected'"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("order_record.id"))
    revision: Mapped[int]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("earning_policy.id"))
    inputs: Mapped[dict[str, Any]]
    steps: Mapped[dict[str, Any]]
    amount: Mapped[int]
    state: Mapped[EarningState] = mapped_column(
        choice(EarningState, "state"), default=EARNING.initial
    )
    transfer_id: Mapped[UUID | None] = mapped_column(default=None)
    """What the ledger got because of this revision; none when nothing changed there."""

    @classmethod
    def of(
        cls, record: OrderRecord, given: Inputs, made: Conversion, **references: Any
    ) -> "Earning":
        """What an order is worth by what is known now."""
        return cls(
            order_id=record.id,
            inputs=given.stored(),
            steps=made.stored(),
            amount=made.amount,
            **references,
        )

    def explanation(self, state: EarningState, *, before: int, after: int) -> dict[str, Any]:
        """How a transfer came about, as the journal keeps it: whoever has it can recompute it."""
        return {
            "inputs": self.inputs,
            "steps": self.steps,
            "amount": self.amount,
            "state": state,
            "before": before,
            "after": after,
        }

    def posting(
        self, record: OrderRecord, state: EarningState, *, after: int, issuer: UUID
    ) -> Posting:
        """The transfer that brings the credits in the ledger from `record.posted` to `after`."""
        assert record.confirmed_on is not None
        before = record.posted
        sides = (issuer, self.account_id) if after > before else (self.account_id, issuer)
        return Posting(
            key=ids.derived(record.id, f"{TransferKind.EARN}:{self.revision}"),
            kind=TransferKind.EARN if before == 0 else TransferKind.ADJUST,
            debit=sides[0],
            credit=sides[1],
            amount=abs(after - before),
            effective_on=record.confirmed_on,
            source_type=ORDER,
            source_id=record.id,
            policy_id=self.policy_id,
            explanation=self.explanation(state, before=before, after=after),
            arrears=after < before,
        )

    def serves(self, state: EarningState, given: Inputs) -> bool:
        """Whether this revision may stand where the facts say, or the next one must take over.

        A revision moves the ledger at most once, so that its posting has one key.
        """
        untouched = self.state is EarningState.EXPECTED and self.transfer_id is None
        return self.inputs == given.stored() and (self.state is state or untouched)

    def settle(self, state: EarningState) -> None:
        """Move to where the facts say the earning stands."""
        if state is EarningState.POSTED:
            self.state = EARNING.after(self.state, EarningAction.POST)
        elif state is EarningState.VOIDED:
            self.state = EARNING.after(self.state, EarningAction.VOID)

    def supersede(self) -> None:
        """Make way for the next revision."""
        self.state = EARNING.after(self.state, EarningAction.SUPERSEDE)
