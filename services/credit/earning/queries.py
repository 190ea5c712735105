"""What orders earn, as it stands."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, select

from services.credit.earning.model import Earning
from services.credit.earning.states import EarningState
from services.credit.order_record.model import OrderRecord
from shared.db import UnitOfWork

_CURRENT = (
    select(Earning)
    .where(Earning.order_id == any_(bindparam("order_ids", type_=ARRAY(Uuid))))
    .where(Earning.state != EarningState.SUPERSEDED)
)


async def current_earnings(uow: UnitOfWork, order_ids: Collection[UUID]) -> dict[UUID, Earning]:
    """The revisions that count now, of those orders that were ever confirmed."""
    found = await uow.session.scalars(_CURRENT, {"order_ids": list(order_ids)})
    return {earning.order_id: earning for earning in found}


async def orders_waiting(uow: UnitOfWork, organization_id: UUID) -> Sequence[OrderRecord]:
    """The orders whose credits are expected, oldest first."""
    waiting = (
        select(OrderRecord)
        .join(Earning, Earning.order_id == OrderRecord.id)
        .where(OrderRecord.organization_id == organization_id)
        .where(Earning.state == EarningState.EXPECTED)
        .order_by(OrderRecord.confirmed_at, OrderRecord.id)
    )
    return (await uow.session.scalars(waiting.with_for_update(of=OrderRecord))).all()


def earnings_of(account_id: UUID) -> Select[Earning]:
    """Every revision of every earning of an account."""
    return select(Earning).where(Earning.account_id == account_id)
