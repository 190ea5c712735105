"""Questions about what is to be forgotten."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from services.needs.classification.model import Classification
from services.needs.need.model import Need
from services.needs.need.states import ENDED
from services.needs.order.model import Order
from services.needs.retention.model import Retention
from services.needs.survey.model import Survey
from services.needs.visit.model import Visit
from shared.db import UnitOfWork

BATCH = 100
"""Needs that are forgotten in one transaction."""


def due(at: datetime) -> Select[UUID]:
    """The needs whose time is over, the longest first; as many as one transaction takes."""
    over = select(Retention.need_id).where(Retention.until <= at)
    return over.order_by(Retention.until).limit(BATCH)


async def over(uow: UnitOfWork, need_ids: Collection[UUID], *, at: datetime) -> list[Need]:
    """Those of these needs that are over and nobody is at, locked: none is reopened meanwhile."""
    mine = select(Need).where(Need.id.in_(need_ids), Need.state.in_(ENDED)).order_by(Need.id)
    locked = mine.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    needs = {need.id: need for need in await uow.session.scalars(locked)}
    still = select(Retention.need_id).where(Retention.need_id.in_(needs), Retention.until <= at)
    return [needs[need_id] for need_id in await uow.session.scalars(still)]


async def visits_of(uow: UnitOfWork, need_ids: Collection[UUID]) -> list[Visit]:
    """The visits that were made for these needs: they say where the team was."""
    made = select(Visit).join(Order, Order.id == Visit.id).where(Order.need_id.in_(need_ids))
    return list(await uow.session.scalars(made))


async def written_about(
    uow: UnitOfWork, need_ids: Collection[UUID]
) -> tuple[list[Order], list[Survey], list[Classification]]:
    """What holds somebody's words about these needs, besides the needs."""
    ids = [*need_ids]
    made = list(await uow.session.scalars(select(Order).where(Order.need_id.in_(ids))))
    order_ids = [order.id for order in made]
    surveys = await uow.session.scalars(select(Survey).where(Survey.order_id.in_(order_ids)))
    decisions = select(Classification).where(Classification.need_id.in_(ids))
    return made, list(surveys), list(await uow.session.scalars(decisions))
