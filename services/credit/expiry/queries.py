"""What an account earned, spent and lost, as the expiry of credits is computed from."""

from uuid import UUID

from sqlalchemy import extract, func, or_, select
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


async def sums_of(uow: UnitOfWork, account_id: UUID) -> Sums:
    """An account's movements, summed in one statement."""
    original = aliased(Transfer)
    year = extract("year", Entry.effective_on)
    earned = or_(Transfer.kind.in_(EARNED), original.kind.in_(EARNED))
    expired = Transfer.kind == TransferKind.EXPIRE
    grouped = (
        select(year, earned.is_(True), expired, func.sum(Entry.amount))
        .join(Transfer, Transfer.id == Entry.transfer_id)
        .outerjoin(original, original.id == Transfer.reverses)
        .where(Entry.account_id == account_id)
        .group_by(year, earned.is_(True), expired)
    )
    by_year: dict[int, int] = {}
    spent = gone = 0
    for of, is_earned, is_expired, amount in await uow.session.execute(grouped):
        if is_earned:
            by_year[int(of)] = int(amount)
        elif is_expired:
            gone -= int(amount)
        else:
            spent -= int(amount)
    balance = await uow.session.get_one(Balance, account_id, populate_existing=True)
    return Sums(earned=by_year, spent=spent, expired=gone, held=balance.held)
