"""Questions about orders. `visible` decides for lists, single reads and commands alike."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from services.needs.need.queries import STAFF
from services.needs.order.model import Order
from services.needs.order.states import OrderState
from services.needs.team_replica.model import TeamReplica
from services.needs.team_replica.queries import LEADERS, acted_for
from shared.access import SYSTEM, Actor, Role, within
from shared.db import UnitOfWork
from shared.errors import Unknown


def visible(actor: Actor) -> ColumnElement[bool]:
    """A team sees what it was offered, a resident what was ordered for him, staff their region."""
    if actor is SYSTEM:
        return and_(True)  # noqa: FBT003 - the condition that holds for every row
    mine = Order.team_id.in_(select(TeamReplica.id).where(acted_for(actor)))
    led = within(actor, *LEADERS, organization=Order.organization_id)
    own = within(actor, owner=Order.reporter_person_id)
    staff = within(actor, *STAFF, Role.AUDITOR, region=Order.region_id)
    return or_(own, staff, led, mine)


def orders(
    actor: Actor, *, state: OrderState | None, team_id: UUID | None, need_id: UUID | None
) -> Select[Order]:
    """The orders in the caller's scope, perhaps only some."""
    wanted: dict[Any, Any] = {
        Order.state: state,
        Order.team_id: team_id,
        Order.need_id: need_id,
    }
    given = [column == value for column, value in wanted.items() if value is not None]
    return select(Order).where(visible(actor), *given)


async def latest_search(uow: UnitOfWork, need_id: UUID) -> int:
    """The number of the last search for a team, 0 when there was none."""
    latest = select(func.max(Order.search)).where(Order.need_id == need_id)
    return await uow.session.scalar(latest) or 0


async def order(uow: UnitOfWork, order_id: UUID) -> Order:
    """One order in the caller's scope, or Unknown."""
    found = await uow.session.scalar(select(Order).where(Order.id == order_id, visible(uow.actor)))
    if found is None:
        raise Unknown(kind="order", id=str(order_id))
    return found


async def open_offers(uow: UnitOfWork, need_id: UUID) -> list[Order]:
    """The offers for a need that wait for an answer."""
    wanted = select(Order).where(Order.need_id == need_id, Order.state == OrderState.OFFERED)
    return list(await uow.session.scalars(wanted.order_by(Order.attempt)))
