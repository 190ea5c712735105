"""What becomes of an offer. The need's row is locked before its orders, the teams' rows after."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from services.needs.claim.model import Claim
from services.needs.claim.states import ClaimAction, ClaimState
from services.needs.dispatch.use_cases import (
    CLAIM_EXPIRY,
    OFFER_EXPIRY,
    Search,
    fit_team,
    go_on,
)
from services.needs.menu_item.model import MenuItem
from services.needs.need import use_cases as needs
from services.needs.need.model import Need
from services.needs.need.queries import STAFF
from services.needs.order.model import Order
from services.needs.order.queries import latest_search, visible
from services.needs.order.states import TAKEN, OrderState
from services.needs.team_replica.queries import must_be_none_of, own_team
from services.needs.visit.model import Visit
from shared.db import UnitOfWork

# Written once: making a statement costs as much as sending it.
_ITS_NEED = (
    select(Need)
    .where(
        Need.id == select(Order.need_id).where(Order.id == bindparam("order_id")).scalar_subquery()
    )
    .with_for_update()
    .execution_options(populate_existing=True)
)
_ASKED = (
    select(Order)
    .where(Order.need_id == bindparam("need_id"), Order.state == OrderState.OFFERED)
    .with_for_update()
)
_LISTED = (
    select(Claim)
    .where(Claim.need_id == bindparam("need_id"), Claim.state == ClaimState.OPEN)
    .with_for_update()
)


async def dispatch_need(uow: UnitOfWork, *, need: Need, at: datetime) -> None:
    """Start a search for a team: filed, able and idle, the best one first."""
    number = await latest_search(uow, need.id) + 1
    await go_on(uow, need=need, number=number, at=at)


async def load(uow: UnitOfWork, order_id: UUID) -> tuple[Order, Need]:
    """Lock the need, then the order in the caller's sight, so that two orders never deadlock."""
    need = await uow.session.scalar(_ITS_NEED, {"order_id": order_id})
    order = await uow.get(Order, order_id, where=visible(uow.actor))
    assert need is not None, "an order has its need"
    return order, uow.hold(need)


async def accept_offer(uow: UnitOfWork, *, order_id: UUID, at: datetime) -> Order:
    """Take the order: the first accept wins, other offers for the need are recalled."""
    order, need = await load(uow, order_id)
    await own_team(uow, order.team_id)
    order.must_be_open(at=at)
    item = await uow.session.get_one(MenuItem, order.menu_item_id)
    await fit_team(uow, Search(need, item, order.search, at), order.team_id)
    await take_on(uow, order=order, at=at)
    return order


async def take_on(uow: UnitOfWork, *, order: Order, at: datetime) -> None:
    """Make it the need's one live order, with codes for the resident."""
    uow.emit(order.accept(at=at))
    await uow.unschedule(OFFER_EXPIRY, order.id)
    await clear_the_way(uow, need_id=order.need_id, reason=TAKEN, at=at)
    uow.add(Visit.of(order.id, uow.vault))
    await needs.put_in_service(
        uow, need_id=order.need_id, arrive_minutes=order.arrive_minutes, at=at
    )


async def decline_offer(uow: UnitOfWork, *, order_id: UUID, reason: str, at: datetime) -> Order:
    """Say no; the next team is asked at once."""
    order, need = await load(uow, order_id)
    await own_team(uow, order.team_id)
    uow.emit(order.decline(reason=reason, at=at))
    await uow.unschedule(OFFER_EXPIRY, order.id)
    await go_on(uow, need=need, number=order.search, at=at)
    return order


async def expire_offer(uow: UnitOfWork, *, order_id: UUID, at: datetime) -> None:
    """The team did not answer: the next one is asked."""
    order, need = await load(uow, order_id)
    if order.state is OrderState.OFFERED:
        uow.emit(order.expire(at=at))
        await go_on(uow, need=need, number=order.search, at=at)


async def recall_offer(uow: UnitOfWork, *, order_id: UUID, reason: str, at: datetime) -> Order:
    """Take an offer back by hand; the next team is asked."""
    order, _ = await load(uow, order_id)
    need = await needs.need_in_charge(uow, order.need_id, *STAFF)
    await must_be_none_of(uow, order.team_id)
    order.recall(reason=reason, at=at)
    await uow.unschedule(OFFER_EXPIRY, order.id)
    await go_on(uow, need=need, number=order.search, at=at)
    return order


async def clear_the_way(uow: UnitOfWork, *, need_id: UUID, reason: str, at: datetime) -> None:
    """Take back every open offer of a need, and take it off the claim list."""
    for offer in await uow.session.scalars(_ASKED, {"need_id": need_id}):
        offer.recall(reason=reason, at=at)
        await uow.unschedule(OFFER_EXPIRY, offer.id)
    for claim in await uow.session.scalars(_LISTED, {"need_id": need_id}):
        claim.end(ClaimAction.WITHDRAW)
        await uow.unschedule(CLAIM_EXPIRY, claim.id)


async def must_not_have_served(uow: UnitOfWork, need_id: UUID) -> None:
    """Refuse who is of the team that served a need, or of its organization."""
    served = (Order.need_id == need_id, Order.done_at.is_not(None))
    for team_id in await uow.session.scalars(select(Order.team_id).where(*served)):
        await must_be_none_of(uow, team_id)
