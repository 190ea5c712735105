"""Which grants someone may see."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from services.credit.account.queries import OFFICERS, STEWARDS
from services.credit.grant.model import Grant
from services.credit.order_record.queries import order_of
from services.credit.transfer.model import Reversal, Transfer
from shared.access import Actor, within
from shared.db import UnitOfWork


def visible(actor: Actor) -> ColumnElement[bool]:
    """The grants for accounts in someone's region; organizations see the transfers."""
    return within(actor, *OFFICERS, region=Grant.region_id)


def decidable(actor: Actor) -> ColumnElement[bool]:
    """The grants someone may approve or decline, as far as their region goes."""
    return within(actor, *STEWARDS, region=Grant.region_id)


def grants_seen_by(actor: Actor) -> Select[Grant]:
    """The grants in scope."""
    return select(Grant).where(visible(actor))


async def left_of(uow: UnitOfWork, transfer: Transfer) -> int:
    """How much of a transfer can be taken back; of what an order earned no more than stands."""
    left = transfer.amount - await reversed_so_far(uow, transfer.id)
    order = await order_of(uow, transfer)
    return left if order is None else min(left, order.stands)


async def reversed_so_far(uow: UnitOfWork, transfer_id: UUID) -> int:
    """How much of a transfer was taken back."""
    found = select(Reversal.reversed).where(Reversal.transfer_id == transfer_id)
    return await uow.session.scalar(found) or 0
