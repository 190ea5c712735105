"""Questions about who is gone."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from services.needs.erased_person.model import ErasedPerson
from services.needs.need.model import Need
from services.needs.need.rules import Sensitivity
from services.needs.need.states import BEFORE_SERVICE, ENDED
from services.needs.order.model import Order
from services.needs.survey.model import Survey
from shared.db import UnitOfWork

BATCH = 20
"""Needs that are settled in one transaction: each with its offers, clocks and claims."""


async def gone(uow: UnitOfWork, person_ids: Collection[UUID | None]) -> set[UUID]:
    """Those of these people who are gone."""
    known = select(ErasedPerson.id).where(ErasedPerson.id.in_(person_ids))
    return {*await uow.session.scalars(known)}


def common() -> ColumnElement[bool]:
    """Needs that go on without who filed them: nobody is told by them what he did not know."""
    return and_(Need.state.not_in(ENDED), Need.sensitivity == Sensitivity.PUBLIC)


def unsettled(person_id: UUID, *, inherited: bool) -> Select[UUID]:
    """The needs of who is gone that somebody takes over, or that nobody is at work for yet."""
    mine = select(Need.id).where(Need.reporter_person_id == person_id)
    waiting = Need.state.in_(BEFORE_SERVICE)
    wanted = mine.where(or_(waiting, common()) if inherited else waiting)
    return wanted.order_by(Need.id).limit(BATCH)


async def orders_and_surveys(uow: UnitOfWork, need_id: UUID) -> tuple[list[Order], list[Survey]]:
    """What was ordered for a need, and what is asked about it and not answered."""
    orders = select(Order).where(Order.need_id == need_id).order_by(Order.id).with_for_update()
    made = list(await uow.session.scalars(orders))
    asked = select(Survey).where(Survey.order_id.in_([order.id for order in made]))
    return made, list(await uow.session.scalars(asked.where(Survey.answered_at.is_(None))))
