"""What is known of an order."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.earning.rules import Inputs
from services.credit.entity import CreditEntity
from services.credit.transfer.rules import more_withdrawn
from shared.clock import day_of
from shared.contracts.needs import OrderConfirmed, SurveyAnswered, SurveyReviewed

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
    posted_on: Mapped[date | None] = mapped_column(default=None)
    """The day they count for."""
    withdrawn: Mapped[int] = mapped_column(default=0)
    """How many of them were reversed by hand; no fact takes those again."""

    @property
    def redated(self) -> bool:
        """Whether what stands in the ledger counts for another day since it was confirmed anew."""
        return self.posted_on not in (None, self.confirmed_on)

    @property
    def stands(self) -> int:
        """What is left of its credits in the ledger."""
        return self.posted - self.withdrawn

    @property
    def rating(self) -> int | None:
        """The score that counts; a flagged one weighs as unanswered until it is reviewed.

        A review that came before its rating waits for it; one of another rating says nothing.
        """
        reviewed = self.survey_id is not None and self.reviewed_survey_id == self.survey_id
        counts = self.review_accepted if reviewed else not self.flagged
        return self.score if counts else None

    @property
    def silent_until(self) -> datetime | None:
        """Until when a resident's silence is waited for; not where it no longer decides."""
        if self.confirmed_at is None or self.failed_at is not None or self.rating is not None:
            return None
        return self.window_ends_at

    def inputs(self, turns: tuple[int, int], *, final: bool) -> Inputs:
        """What its amount depends on; until it is final, no rating counts."""
        assert self.kind is not None
        return Inputs(
            kind=self.kind,
            beneficiaries=self.beneficiaries,
            vulnerable=self.vulnerable,
            score=self.rating if final else None,
            household_turn=turns[0],
            day_turn=turns[1],
            team_members=self.team_members,
        )

    def confirm(self, fact: OrderConfirmed, *, window_ends_at: datetime) -> None:
        """Take down that the service took place, and how."""
        if self.confirmed_at is not None and fact.at < self.confirmed_at:
            return
        self.team_id, self.household_id = fact.team_id, fact.household_id
        self.kind, self.beneficiaries = fact.kind, fact.beneficiaries
        self.vulnerable, self.team_members = fact.vulnerable, fact.team_members
        self.confirmed_at, self.confirmed_on = fact.at, day_of(fact.at)
        self.window_ends_at = window_ends_at

    def dispute(self, *, at: datetime) -> None:
        """Take down that the resident disputes the service."""
        self.disputed_at = at if self.disputed_at is None else max(at, self.disputed_at)

    def withdraw(self, amount: int) -> None:
        """Have credits of it reversed by hand: no more than stand, and no fact takes them again."""
        self.withdrawn = more_withdrawn(self.withdrawn, amount, stands=self.stands)

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
