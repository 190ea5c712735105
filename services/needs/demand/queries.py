"""Counting a demand."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, distinct, func, or_, select

from services.needs.demand.rules import (
    ACTIVE_HOUSEHOLDS,
    CELL_DEGREES,
    WINDOW_DAYS,
    breadth,
    utilization,
)
from services.needs.menu_item.model import MenuItem
from services.needs.need.model import Need
from services.needs.need.states import NeedState
from services.needs.order.model import Order
from services.needs.order.states import LIVE, OrderState
from shared.clock import LOCAL
from shared.db import UnitOfWork
from shared.regions import RegionReplica

NO_DEMAND = (NeedState.REFUSED, NeedState.WITHDRAWN)
"""States of needs that count for nothing here."""

HOUSEHOLD = func.coalesce(Need.household_id, Need.reporter_person_id, Need.id)
"""Who asks: a household counts once; without one the person, without him the need."""


def asking_households(need: Need, at: datetime) -> Select[int]:
    """n: how many distinct households ask for the same in the same community."""
    return select(func.count(distinct(HOUSEHOLD))).where(
        *_alike(need, at), Need.region_id == need.region_id
    )


def _alike(need: Need, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Need.category_code == need.category_code,
        Need.submitted_at >= at - timedelta(days=WINDOW_DAYS),
        Need.state.not_in(NO_DEMAND),
    )


async def needs_per_cell_and_week(uow: UnitOfWork, need: Need, at: datetime) -> list[int]:
    """How the demand is spread over places and weeks."""
    week = func.date_trunc("week", func.timezone(LOCAL.key, Need.submitted_at))
    cell = (func.floor(Need.latitude / CELL_DEGREES), func.floor(Need.longitude / CELL_DEGREES))
    counted = select(func.count()).where(*_alike(need, at), Need.region_id == need.region_id)
    return list(await uow.session.scalars(counted.group_by(week, *cell)))


async def breadth_of(uow: UnitOfWork, need: Need, region: RegionReplica, at: datetime) -> float:
    """B: the share of the street in which the demand is more than a few households."""
    siblings = select(RegionReplica.id).where(
        RegionReplica.parent_id == region.parent_id, RegionReplica.level == region.level
    )
    ids = list(await uow.session.scalars(siblings))
    asked = (
        select(
            Need.region_id,
            func.count(distinct(HOUSEHOLD)).label("households"),
            func.sum(Need.beneficiaries).label("beneficiaries"),
        )
        .where(*_alike(need, at), Need.region_id.in_(ids))
        .group_by(Need.region_id)
    )
    rows = (await uow.session.execute(asked)).all()
    touched = [row for row in rows if row.households >= ACTIVE_HOUSEHOLDS]
    street = await uow.session.get(RegionReplica, region.parent_id) if region.parent_id else None
    return breadth(
        active=len(touched),
        communities=len(ids),
        beneficiaries=int(sum(row.beneficiaries for row in touched)),
        population=street.population if street else None,
    )


async def utilization_of(uow: UnitOfWork, item: MenuItem, at: datetime) -> float:
    """U: what is running or was done, of what the item can take in the window."""
    taken = select(func.count()).where(
        Order.menu_item_id == item.id,
        Order.offered_at >= at - timedelta(days=WINDOW_DAYS),
        or_(Order.state.in_(LIVE), Order.state == OrderState.CONFIRMED),
    )
    return utilization(await uow.session.scalar(taken) or 0, item.slots)
