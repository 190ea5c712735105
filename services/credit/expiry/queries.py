"""What an account earned, spent and lost, as the expiry of credits is computed from."""

from collections import Counter
from uuid import UUID

from sqlalchemy import and_, case, extract, func, literal, not_, or_, select
from sqlalchemy.orm import aliased

from services.credit.account.model import Balance
from services.credit.expiry.rules import Sums
from services.credit.transfer.model import Entry, Transfer, TransferKind
from shared.db import UnitOfWork

EARNED = (
    TransferKind.EARN,
    TransferKind.ADJUST,
    TransferKind.EVALUATE,
    TransferKind.GRANT,
    TransferKind.OPENING,
    TransferKind.SUCCEED,
)
"""What belongs to a year, with what takes it back; everything else but expiry is spending."""


async def sums_of(uow: UnitOfWork, account_id: UUID, *, before: UUID | None = None) -> Sums:
    """An account's movements, summed in one statement; those `before` its organization passed on.

    What passed on from an organization for a year and is owed altogether is spending, like the
    penalty it came from: it takes the oldest credits.
    """
    original = aliased(Transfer)
    year = extract("year", Entry.effective_on)
    earned = or_(Transfer.kind.in_(EARNED), original.kind.in_(EARNED))
    expired = Transfer.kind == TransferKind.EXPIRE
    ended = case((Transfer.kind == TransferKind.SUCCEED, Transfer.source_id))
    owed = and_(ended.is_not(None), func.sum(Entry.amount) < 0)
    grouped = (
        select(year, and_(earned.is_(True), not_(owed)), expired, func.sum(Entry.amount))
        .join(Transfer, Transfer.id == Entry.transfer_id)
        .outerjoin(original, original.id == Transfer.reverses)
        .where(
            Entry.account_id == account_id, literal(before is None) | ended.is_distinct_from(before)
        )
        .group_by(year, earned.is_(True), expired, ended)
    )
    by_year: Counter[int] = Counter()
    spent = gone = 0
    for of, is_earned, is_expired, amount in await uow.session.execute(grouped):
        if is_earned:
            by_year[int(of)] += int(amount)
        elif is_expired:
            gone -= int(amount)
        else:
            spent -= int(amount)
    balance = await uow.session.get_one(Balance, account_id, populate_existing=True)
    return Sums(earned=by_year, spent=spent, expired=gone, held=balance.held)
