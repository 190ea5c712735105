"""What happens between a team's yes and the resident's word."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.needs.clock.rules import ClockName
from services.needs.clock.use_cases import stop_clock
from services.needs.dispatch.use_cases import go_on
from services.needs.location.rules import distance_m
from services.needs.need import use_cases as needs
from services.needs.need.model import Need
from services.needs.need.queries import STAFF
from services.needs.need.rules import Basis, word_of
from services.needs.order.model import Order
from services.needs.order.states import OrderAction, OrderState
from services.needs.order.use_cases import load
from services.needs.resident_code.use_cases import must_speak
from services.needs.survey import use_cases as surveys
from services.needs.team_replica.model import TeamReplica
from services.needs.team_replica.queries import is_one_of, must_be_none_of
from services.needs.visit.errors import OwnService, PlaceUnknown, TooFarAway
from services.needs.visit.model import Visit
from services.needs.visit.rules import NEAR_METRES
from shared.db import UnitOfWork
from shared.errors import Refusal

CONFIRMATION_LAPSE = "confirmation_lapse"
"""Timer: the resident did not answer within the window."""

RESULT = "服务队已完成服务，并由居民提供完工码确认到场。"
"""What the need says it was resolved by."""

KIND = "menu"


async def depart(uow: UnitOfWork, *, order_id: UUID) -> Order:
    """The team is on its way."""
    order, _ = await load(uow, order_id, as_team=True)
    order.depart()
    return order


async def check_in_here(
    uow: UnitOfWork, *, order_id: UUID, point: tuple[float, float], at: datetime
) -> Order:
    """Arrive by position: near enough to the need's own point."""
    order, need = await load(uow, order_id, as_team=True)
    order.must_allow(OrderAction.ARRIVE)
    if need.latitude is None or need.longitude is None:
        raise PlaceUnknown
    metres = distance_m((need.latitude, need.longitude), point)
    if metres > NEAR_METRES:
        raise TooFarAway(metres=round(metres), metres_max=NEAR_METRES)
    visit = await uow.get(Visit, order.id)
    visit.latitude, visit.longitude = point
    await _arrive(uow, order, at)
    return order


async def check_in_by_code(
    uow: UnitOfWork, *, order_id: UUID, code: str, at: datetime
) -> Order | Refusal:
    """Arrive by the resident's code; a wrong one is answered, not raised: the try counts."""
    order, _ = await load(uow, order_id, as_team=True)
    order.must_allow(OrderAction.ARRIVE)
    visit = await uow.get(Visit, order.id)
    if not visit.admits("arrival_code", code, uow.vault):
        return visit.refusal()
    await _arrive(uow, order, at)
    return order


async def complete(
    uow: UnitOfWork, *, order_id: UUID, code: str, fee_fen: int, at: datetime
) -> Order | Refusal:
    """The work is done, proved by the resident's code; a wrong one is answered: the try counts."""
    order, need = await load(uow, order_id, as_team=True)
    order.must_allow(OrderAction.COMPLETE)
    visit = await uow.get(Visit, order.id)
    if not visit.admits("code", code, uow.vault):
        return visit.refusal()
    need = await needs.resolve_need(uow, need_id=need.id, at=at, basis=RESULT)
    assert need.dispute_until is not None
    uow.emit(order.complete(fee_fen=fee_fen, lapses_at=need.dispute_until, at=at))
    await uow.schedule(CONFIRMATION_LAPSE, order.id, need.dispute_until)
    return order


async def confirm(
    uow: UnitOfWork, *, order_id: UUID, rating: dict[str, Any] | None, at: datetime
) -> Order:
    """The resident says it was done, and perhaps how well, in one go."""
    order, need = await load(uow, order_id)
    await must_speak(uow, order)
    if await is_one_of(uow, order.team_id):
        raise OwnService
    word = word_of(need.reporter_person_id)
    await _confirm(uow, order, need, word)
    await uow.unschedule(CONFIRMATION_LAPSE, order.id)
    await needs.close_need(uow, need_id=need.id, at=at, basis=word)
    survey = await surveys.ask(uow, order=order, at=at)
    if rating is not None:
        await surveys.record(uow, survey=survey, given=rating, at=at)
    return order


async def let_lapse(uow: UnitOfWork, *, order_id: UUID, at: datetime) -> None:
    """Silence: the service counts as given, never as satisfactory; the need lapses by itself."""
    order, need = await load(uow, order_id)
    if order.state is OrderState.DONE_CLAIMED:
        await _confirm(uow, order, need, Basis.LAPSED)
        await surveys.ask(uow, order=order, at=at)


async def dispute(uow: UnitOfWork, *, order_id: UUID, reason: str, at: datetime) -> Order:
    """The resident says it is not so, confirmed or not: the need is open again."""
    order, need = await load(uow, order_id)
    await needs.need_reported(uow, need.id)
    uow.emit(order.dispute(reason=reason, at=at))
    await uow.unschedule(CONFIRMATION_LAPSE, order.id)
    await needs.reopen_need(uow, need_id=need.id, reason=reason, at=at)
    return order


async def report_no_show(uow: UnitOfWork, *, order_id: UUID, reason: str, at: datetime) -> Order:
    """The team did not come in time, says the resident or the staff; another one is asked."""
    order, need = await load(uow, order_id)
    own = uow.actor.person_id is not None and uow.actor.person_id == need.reporter_person_id
    if not own:
        await needs.need_in_charge(uow, need.id, *STAFF)
        await must_be_none_of(uow, order.team_id)
    return await _break_off(uow, order, OrderAction.REPORT_NO_SHOW, reason, at)


async def fail(uow: UnitOfWork, *, order_id: UUID, reason: str, at: datetime) -> Order:
    """The team cannot do it after all; another one is asked."""
    order, _ = await load(uow, order_id, as_team=True)
    return await _break_off(uow, order, OrderAction.FAIL, reason, at)


async def reassign(uow: UnitOfWork, *, order_id: UUID, reason: str, at: datetime) -> Order:
    """Staff take the order away from the team; another one is asked."""
    order, need = await load(uow, order_id)
    await needs.need_in_charge(uow, need.id, *STAFF)
    await must_be_none_of(uow, order.team_id)
    return await _break_off(uow, order, OrderAction.REASSIGN, reason, at)


async def _arrive(uow: UnitOfWork, order: Order, at: datetime) -> None:
    order.arrive(at=at)
    await stop_clock(uow, need_id=order.need_id, name=ClockName.ON_SITE, at=at)


async def _confirm(uow: UnitOfWork, order: Order, need: Need, basis: Basis) -> None:
    team = await uow.session.get_one(TeamReplica, order.team_id)
    active = {*team.member_ids} - {*team.inactive_ids}
    service = {
        "category_code": order.category_code,
        "kind": KIND,
        "household_id": need.household_id,
        "beneficiaries": need.beneficiaries,
        "vulnerable": bool(need.target_groups),
        "team_members": max(1, len(active)),  # somebody came
        "basis": basis,
    }
    uow.emit(order.confirm(at=uow.at, service=service))


async def _break_off(
    uow: UnitOfWork, order: Order, action: OrderAction, reason: str, at: datetime
) -> Order:
    uow.emit(order.break_off(action, reason=reason, at=at))
    need = await needs.return_to_dispatch(uow, need_id=order.need_id, at=at)
    await go_on(uow, need=need, number=order.search, at=at)
    return order
