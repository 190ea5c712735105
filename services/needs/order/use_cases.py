"""What becomes of an offer. The need's row is locked before its orders, the teams' rows after."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, select, true
from sqlalchemy.orm import aliased

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
from services.needs.need.rules import Channel
from services.needs.order.model import Order
from services.needs.order.queries import latest_search, visible
from services.needs.order.states import TAKEN, OrderState
from services.needs.team_replica.errors import NotYourTeam
from services.needs.team_replica.model import TeamReplica
from services.needs.team_replica.queries import acted_for, must_be_none_of
from services.needs.visit.model import Visit
from shared.access import Actor
from shared.db import UnitOfWork

_ITS_NEED = aliased(Need)  # conditions on orders ask about needs by its own name
# Written once: making a statement costs as much as sending it.
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


async def load(uow: UnitOfWork, order_id: UUID, *, as_team: bool = False) -> tuple[Order, Need]:
    """Lock the need, then the order in the caller's sight, so that two orders never deadlock.

    `as_team` refuses who does not act for the order's team.
    """
    asked = _with_its_need(uow.actor, as_team=as_team)
    found = (await uow.session.execute(asked, {"order_id": order_id})).one_or_none()
    need, order, may_act = found or (None, None, False)
    order = uow.found(Order, order_id, order)
    assert need is not None, "an order has its need"
    if not may_act:
        raise NotYourTeam(team_id=order.team_id)
    return order, uow.hold(need)


@lru_cache(1024)  # see need/queries.py
def _with_its_need(actor: Actor, *, as_team: bool) -> Select[Need, Order, bool]:
    own_team = exists().where(TeamReplica.id == Order.team_id, acted_for(actor))
    return (
        select(_ITS_NEED, Order, own_team if as_team else true())
        .join(Order, Order.need_id == _ITS_NEED.id)
        .where(Order.id == bindparam("order_id"), visible(actor))
        .with_for_update(of=[_ITS_NEED, Order])
        .execution_options(populate_existing=True)
    )


async def accept_offer(uow: UnitOfWork, *, order_id: UUID, at: datetime) -> Order:
    """Take the order: the first accept wins, other offers for the need are recalled."""
    order, need = await load(uow, order_id, as_team=True)
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
    order, need = await load(uow, order_id, as_team=True)
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
    # what was accepted just now is known without being written, as long as these read nothing anew
    with uow.session.no_autoflush:
        offers = await uow.session.scalars(_ASKED, {"need_id": need_id})
        claims = await uow.session.scalars(_LISTED, {"need_id": need_id})
    for offer in offers:
        if offer.state is OrderState.OFFERED:
            offer.recall(reason=reason, at=at)
            await uow.unschedule(OFFER_EXPIRY, offer.id)
    for claim in claims:
        if claim.state is ClaimState.OPEN:
            claim.end(ClaimAction.WITHDRAW)
            await uow.unschedule(CLAIM_EXPIRY, claim.id)


async def must_speak(uow: UnitOfWork, order: Order) -> None:
    """Refuse who is not the resident, and of those who filed for one whoever is of the team."""
    if _is_for(uow.actor, order):
        return
    need = await needs.need_reported(uow, order.need_id)
    if need.reporter_person_id is None:
        await must_be_none_of(uow, order.team_id)


async def must_pass_codes_on(uow: UnitOfWork, order: Order) -> None:
    """Refuse who is not the resident; who has no account is told them by the staff in charge."""
    need = await uow.session.get_one(Need, order.need_id)
    has_account = need.reporter_person_id is not None and need.channel is not Channel.IMPORT_12345
    if has_account or _is_for(uow.actor, order):
        await must_speak(uow, order)
        return
    await needs.need_in_charge(uow, need.id, *STAFF)
    await must_be_none_of(uow, order.team_id)


def _is_for(actor: Actor, order: Order) -> bool:
    return actor.person_id is not None and actor.person_id == order.reporter_person_id


async def must_not_have_served(uow: UnitOfWork, need_id: UUID) -> None:
    """Refuse who is of the team that served a need, or of its organization."""
    served = (Order.need_id == need_id, Order.done_at.is_not(None))
    for team_id in await uow.session.scalars(select(Order.team_id).where(*served)):
        await must_be_none_of(uow, team_id)
