"""Which transfers someone may see."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import defer

from services.credit.account import queries as accounts
from services.credit.account.model import Account
from services.credit.transfer.model import Entry, Transfer
from shared.access import Actor, by_rights
from shared.db import UnitOfWork
from shared.errors import Unknown


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The transfers that touch an account in someone's scope."""
    seen = select(Account.id).where(accounts.visible(actor))
    return or_(Transfer.debit.in_(seen), Transfer.credit.in_(seen))


async def seen_transfer(uow: UnitOfWork, actor: Actor, transfer_id: UUID) -> Transfer:
    """One transfer, or Unknown when it lies out of scope."""
    wanted = select(Transfer).where(Transfer.id == transfer_id, visible(actor))
    found = await uow.session.scalar(wanted)
    if found is None:
        raise Unknown(kind="transfer", id=str(transfer_id))
    return found


def transfers_of(account_id: UUID, *, before: int | None, limit: int) -> Select[Transfer, int]:
    """A holder's transfers, the newest first, each with its number on this account.

    The number is the place in the list: an account's entries are numbered as they are posted, and
    their index serves, so that no posting has to write one more.
    """
    listed = (
        select(Transfer, Entry.seq)
        .join(Entry, Entry.transfer_id == Transfer.id)
        .where(Entry.account_id == account_id)
        .options(defer(Transfer.explanation, raiseload=True))
    )
    if before is not None:
        listed = listed.where(Entry.seq < before)
    return listed.order_by(Entry.seq.desc()).limit(limit)
