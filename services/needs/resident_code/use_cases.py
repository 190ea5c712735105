"""Who may have the resident's codes, and speak for him."""

from typing import Any
from uuid import UUID

from services.needs.need import use_cases as needs
from services.needs.need.model import Need
from services.needs.need.queries import STAFF
from services.needs.need.rules import signs_in
from services.needs.order.model import Order
from services.needs.order.queries import order as order_in_sight
from services.needs.order.use_cases import load
from services.needs.team_replica.queries import must_be_none_of
from services.needs.visit.model import TRIES, Visit
from services.needs.visit.queries import PURPOSE
from shared.db import UnitOfWork


async def show_codes(uow: UnitOfWork, *, order_id: UUID) -> dict[str, Any]:
    """The codes for the resident, or for who filed for him; a colleague's look is recorded."""
    order = await order_in_sight(uow, order_id)
    if await _stands_in(uow, order):
        how = {"field": "completion_code", "purpose": PURPOSE.format(order.id)}
        uow.reveal(person_id=order.need_id, subject_id=order.need_id, **how)
    visit = await uow.get(Visit, order.id)
    left = {"order_id": order.id, "tries_left": TRIES - visit.tries}
    return left | visit.codes(uow.vault)


async def reissue_codes(uow: UnitOfWork, *, order_id: UUID) -> None:
    """Give the resident new codes, after too many wrong tries or when others saw them."""
    order, _ = await load(uow, order_id)
    await _stands_in(uow, order)
    visit = await uow.get(Visit, order.id)
    visit.reissue(uow.vault)


async def must_speak(uow: UnitOfWork, order: Order) -> None:
    """Refuse who is not the resident, and of those who filed for one whoever is of the team."""
    if uow.actor.person_id is not None and uow.actor.person_id == order.reporter_person_id:
        return
    need = await needs.need_reported(uow, order.need_id)
    if need.reporter_person_id is None:
        await must_be_none_of(uow, order.team_id)


async def _stands_in(uow: UnitOfWork, order: Order) -> bool:
    """Whether he has the codes for somebody else; refuses who may not have them at all.

    A resident without an account, as is everyone of whom a hotline told, is told them by the staff
    in charge, whoever filed for him.
    """
    need = await uow.session.get_one(Need, order.need_id)
    filed = need.reporter_person_id is None and need.filed_by_id == uow.actor.id
    if filed or signs_in(need.reporter_person_id, need.channel):
        await must_speak(uow, order)
        return False
    await needs.need_in_charge(uow, need.id, *STAFF)
    await must_be_none_of(uow, order.team_id)
    return True
