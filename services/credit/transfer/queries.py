"""Which transfers someone may see."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from services.credit.account import queries as accounts
from services.credit.account.model import Account
from services.credit.transfer.model import Transfer
from shared.access import Actor
from shared.db import UnitOfWork
from shared.errors import Unknown


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
