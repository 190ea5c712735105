"""What an account earned in a time."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from services.credit.transfer.model import Entry, Transfer, TransferKind
from shared.db import UnitOfWork

EARNED = (
    TransferKind.EARN,
    TransferKind.ADJUST,
    TransferKind.EVALUATE,
    TransferKind.GRANT,
    TransferKind.PENALIZE,
)
"""What counts towards a tier, with what takes it back; spending and expiry do not lower it."""


async def earned_between(uow: UnitOfWork, account_id: UUID, first: date, last: date) -> int:
    """Earnings less reversals and penalties, by the day each belongs to."""
    original = aliased(Transfer)
    counted = (
        select(func.coalesce(func.sum(Entry.amount), 0))
        .join(Transfer, Transfer.id == Entry.transfer_id)
        .outerjoin(original, original.id == Transfer.reverses)
        .where(Entry.account_id == account_id)
        .where(Entry.effective_on.between(first, last))
        .where(or_(Transfer.kind.in_(EARNED), original.kind.in_(EARNED)))
    )
    return int(await uow.session.scalar(counted) or 0)
