"""Questions about orders. `visible` decides for lists, single reads and commands alike."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, true, union_all

from services.needs.need.queries import STAFF, on_duty
from services.needs.order.model import Order
from services.needs.order.states import BARRING, TAKEN, OrderState
from services.needs.team_replica.model import TeamReplica
from services.needs.team_replica.queries import acted_for
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork

# Made once: a new alias for every question costs more than the question.
_OWN, _ASKED = Order.__table__.alias("own"), Order.__table__.alias("asked")
_LATEST = select(func.max(Order.search)).where(Order.need_id == bindparam("need_id"))

SEEING = (*STAFF, Role.AUDITOR)
"""Who sees the orders of his region, as far as he may see their needs."""


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """A team sees what it was offered, a resident what was ordered for him, staff what they may.

    They see the orders of needs they see.
    What concerns a person himself is looked up by index first: most people see few orders of many.
    """
    if actor is SYSTEM:
        return true()
    teams = select(TeamReplica.id).where(acted_for(actor))
    concerned = Order.id.in_(
        union_all(
            select(_OWN.c.id).where(within(actor, owner=_OWN.c.reporter_person_id)),
            select(_ASKED.c.id).where(_ASKED.c.team_id.in_(teams)),
        )
    )
    if not actor.holds(*SEEING):
        return concerned
    return or_(on_duty(actor, region=Order.region_id, need_id=Order.need_id), concerned)


@by_rights
def orders(actor: Actor) -> Select[Order]:
    """The orders in the caller's scope."""
    return select(Order).where(visible(actor))


async def latest_search(uow: UnitOfWork, need_id: UUID) -> int:
    """The number of the last search for a team, 0 when there was none."""
    return await uow.session.scalar(_LATEST, {"need_id": need_id}) or 0


async def order(uow: UnitOfWork, order_id: UUID) -> Order:
    """One order in the caller's scope, or Unknown."""
    return await uow.see(Order, order_id, visible(uow.actor))


async def open_offers(uow: UnitOfWork, need_id: UUID) -> list[Order]:
    """The offers for a need that wait for an answer."""
    wanted = select(Order).where(Order.need_id == need_id, Order.state == OrderState.OFFERED)
    return list(await uow.session.scalars(wanted.order_by(Order.attempt)))


def barred(*, team_id: Any, need_id: Any, search: Any) -> ColumnElement[bool]:
    """Whether a team let a need down; an expired or recalled offer counts in its search only."""
    let_go = Order.state.in_((OrderState.EXPIRED, OrderState.RECALLED)) & (Order.search == search)
    here = let_go & (Order.end_reason == TAKEN).is_not(True)  # who lost a race let nobody down
    mine = (Order.team_id == team_id, Order.need_id == need_id)
    return exists().where(*mine, or_(Order.state.in_(BARRING), here))
