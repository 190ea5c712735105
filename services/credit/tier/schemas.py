"""Tiers as the API shows them."""

from datetime import date, datetime
from uuid import UUID

from services.credit.account.model import Account
from services.credit.account.states import CreditList
from services.credit.tier.model import TierRecord
from services.credit.tier.rules import window_start
from shared.clock import day_of
from shared.schemas import View


class TierView(View):
    """An account's tier; `lower_to` and `lower_on` are a notice that runs.

    `earned_12m` was earned from `since` up to the day it was reviewed.
    """

    account_id: UUID
    tier: int
    earned_12m: int
    since: date | None
    thresholds: list[int]
    reasons: list[str]
    in_arrears: bool
    listed: CreditList | None
    reviewed_at: datetime | None
    next_review: date | None
    lower_to: int | None
    lower_on: date | None

    @classmethod
    def of(cls, account: Account, record: TierRecord, thresholds: list[int]) -> "TierView":
        """A tier with what it was found from."""
        at = record.reviewed_at
        return cls(
            account_id=account.id,
            tier=account.tier,
            earned_12m=record.earned_12m,
            since=None if at is None else window_start(day_of(at)),
            thresholds=thresholds,
            reasons=record.reasons,
            in_arrears=account.in_arrears,
            listed=account.listed,
            reviewed_at=at,
            next_review=record.next_review,
            lower_to=record.lower_to,
            lower_on=record.lower_on,
        )
