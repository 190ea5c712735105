"""What was found about an account's tier, and the notice that runs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.account.model import Account
from services.credit.entity import CreditEntity
from services.credit.tier.rules import Notice, Review, month_of
from shared.contracts.credit import TierChanged, TierNoticed
from shared.events import Event


class TierRecord(CreditEntity, kw_only=True):
    """The last review of one account; its id is the account's, the tier itself stands there."""

    __tablename__ = "tier_record"
    __table_args__ = (CheckConstraint("(lower_to IS NULL) = (lower_on IS NULL)", name="notice"),)

    earned_12m: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[list[Any]] = mapped_column(default_factory=list)
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)
    monthly_review_on: Mapped[date | None] = mapped_column(default=None)
    next_review: Mapped[date | None] = mapped_column(default=None)
    lower_to: Mapped[int | None] = mapped_column(default=None)
    lower_on: Mapped[date | None] = mapped_column(default=None)

    @property
    def notice(self) -> Notice | None:
        """The notice that runs."""
        if self.lower_to is None or self.lower_on is None:
            return None
        return Notice(self.lower_to, self.lower_on)

    def is_monthly(self, today: date) -> bool:
        """Whether this month has not seen its review yet."""
        last = self.monthly_review_on
        return last is None or month_of(last) < month_of(today)

    def end(self) -> None:
        """The account ended, and its tier with it: no notice runs, no review follows."""
        self.lower_to = self.lower_on = self.next_review = None

    def take(
        self, found: Review, *, account: Account, earned: int, on: date, at: datetime
    ) -> list[Event]:
        """Take a review down; announces a notice that begins, and a change of tier."""
        assert account.organization_id is not None
        named: dict[str, Any] = {
            "account_id": account.id,
            "organization_id": account.organization_id,
            "earned_12m": earned,
            "at": at,
        }
        told: list[Event] = []
        if self.is_monthly(on):
            self.monthly_review_on = on
        if found.notice is not None and self.notice is None:
            lower_to, lower_on = found.notice.tier, found.notice.due_on
            notice = TierNoticed(**named, tier=found.tier, lower_to=lower_to, lower_on=lower_on)
            told.append(notice)
        self.earned_12m, self.reviewed_at = earned, at
        self.reasons = [*found.reasons] or self.reasons
        self.lower_to = None if found.notice is None else found.notice.tier
        self.lower_on = None if found.notice is None else found.notice.due_on
        before, account.tier = account.tier, found.tier
        if before != found.tier:
            reasons = [*found.reasons]
            told.append(TierChanged(**named, before=before, tier=found.tier, reasons=reasons))
        return told
