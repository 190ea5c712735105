"""How tiers follow what organizations earn."""

from itertools import pairwise
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.credit.account.model import Account
from services.credit.account.states import AccountState
from services.credit.account.use_cases import TIER_REVIEW, announce_standing
from services.credit.tier.model import TierRecord
from services.credit.tier.queries import earned_between
from services.credit.tier.rules import Standing, next_month, review, tier_of, window_start
from shared.clock import day_of, midnight
from shared.db import UnitOfWork
from shared.policy import Parameter, whole
from shared.wording import wrong


def _rising(thresholds: list[int]) -> list[int]:
    if thresholds[0] != 0 or any(one >= next_ for one, next_ in pairwise(thresholds)):
        raise wrong(
            "T0 应自 0 起，其后各级的门槛应高于前一级",
            "T0 begins at 0, and each tier above the one before",
        )
    return thresholds


THRESHOLDS = Parameter(
    "credit.tier.thresholds",
    Annotated[list[int], Field(min_length=5, max_length=5, strict=True), AfterValidator(_rising)],
    default=[0, 200, 1_000, 3_000, 8_000],
    source="spec/credit.md §5: credits earned in twelve months for T0 … T4",
)
NOTICE_DAYS = Parameter(
    "credit.tier.notice_days",
    whole(0, 366),
    default=30,
    source="spec/credit.md §5: notice of 30 days",
)


async def review_tier(uow: UnitOfWork, *, account_id: UUID) -> None:
    """Look at what an account earned and bring its tier to what it deserves, as far as it may."""
    account = await uow.get(Account, account_id)
    record = await uow.session.get(TierRecord, account_id)
    if record is None:
        record = TierRecord(id=account_id)
        uow.add(record)
    if account.state in (AccountState.CLOSED, AccountState.SUCCEEDED):
        record.end()
        return
    today = day_of(uow.at)
    thresholds = await THRESHOLDS.value(uow, region_id=account.region_id, at=uow.at)
    notice_days = await NOTICE_DAYS.value(uow, region_id=account.region_id, at=uow.at)
    earned = await earned_between(uow, account_id, window_start(today), today)
    deserved = tier_of(earned, thresholds)
    found = review(
        Standing(account.tier, deserved, account.in_arrears, record.notice, account.listed),
        today=today,
        monthly=record.is_monthly(today),
        notice_days=notice_days,
    )
    before = account.tier
    uow.emit(*record.take(found, account=account, earned=earned, on=today, at=uow.at))
    if account.tier != before:
        await announce_standing(uow, account=account)
    record.next_review = next_month(today)
    await uow.schedule(TIER_REVIEW, account_id, midnight(record.next_review))
