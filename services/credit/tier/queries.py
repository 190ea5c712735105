"""What an account earned in a time."""

from datetime import date
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from services.credit.transfer.model import Entry, Transfer, TransferKind
from shared.db import UnitOfWork

Columns = TypeVarTuple("Columns")

EARNED = (
    TransferKind.EARN,
    TransferKind.ADJUST,
    TransferKind.EVALUATE,
    TransferKind.GRANT,
    TransferKind.PENALIZE,
)
"""What counts towards a tier, with what takes it back; spending and expiry do not lower it."""


def earned_by_account(first: date, last: date) -> Select[UUID, int]:
    """Earnings less reversals and penalties of every account, by the day each belongs to."""
    sums = earned(select(Entry.account_id, func.sum(Entry.amount)))
    return sums.where(Entry.effective_on.between(first, last)).group_by(Entry.account_id)


def earned(entries: Select[*Columns]) -> Select[*Columns]:
    """Of some entries those that count as earned; what a reversal takes back decides for it."""
    original = aliased(Transfer)
    return (
        entries.join_from(Entry, Transfer, Transfer.id == Entry.transfer_id)
        .outerjoin(original, original.id == Transfer.reverses)
        .where(or_(Transfer.kind.in_(EARNED), original.kind.in_(EARNED)))
    )


async def earned_between(uow: UnitOfWork, account_id: UUID, first: date, last: date) -> int:
    """What counts towards one account's tier."""
    mine = earned_by_account(first, last).where(Entry.account_id == account_id)
    found = (await uow.session.execute(mine)).one_or_none()
    return int(found[1]) if found else 0
