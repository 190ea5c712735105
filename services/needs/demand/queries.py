"""Counting a demand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, distinct, func, or_, select, union_all

from services.needs.classification.rules import Route
from services.needs.demand.rules import (
    ACTIVE_HOUSEHOLDS,
    CELL_DEGREES,
    WINDOW_DAYS,
    breadth,
    opposition,
    utilization,
)
from services.needs.menu_item.model import MenuItem
from services.needs.need.model import Need
from services.needs.need.states import NeedState
from services.needs.order.model import Order
from services.needs.order.states import LIVE, OrderState
from services.needs.support.model import Support
from services.needs.support.states import Stance
from shared.clock import LOCAL
from shared.db import UnitOfWork
from shared.regions import RegionReplica

NO_DEMAND = (NeedState.REFUSED, NeedState.WITHDRAWN)
MET = (NeedState.RESOLVED, NeedState.CLOSED)
"""States of needs that count for nothing here, the second ones if a project met them."""

HOUSEHOLD = func.coalesce(Need.household_id, Need.reporter_person_id, Need.id)
"""Who asks: a household counts once; without one the person, without him the need."""


@dataclass(frozen=True)
class Demand:
    """The same thing asked for in one community, as it stands at a moment."""

    category_code: str
    region_id: UUID
    at: datetime


def asking_households(demand: Demand) -> Select[int]:
    """n: how many distinct households of the community ask for it, by needs or supports."""
    asking = _asking(*members(demand))
    return select(func.count(distinct(asking.c.household)))


def members(demand: Demand) -> tuple[ColumnElement[bool], ...]:
    """Which needs make up the demand."""
    return (*_alike(demand), Need.region_id == demand.region_id)


def _alike(demand: Demand) -> tuple[ColumnElement[bool], ...]:
    by_project = or_(Need.route == Route.PROJECT, Need.route == Route.PURCHASE)
    return (
        Need.category_code == demand.category_code,
        Need.submitted_at >= demand.at - timedelta(days=WINDOW_DAYS),
        Need.state.not_in(NO_DEMAND),
        or_(Need.state.not_in(MET), Need.route.is_(None), ~by_project),
    )


def _asking(*alike: ColumnElement[bool]) -> Subquery:
    own = select(Need.region_id, HOUSEHOLD.label("household")).where(*alike)
    joined = (
        select(Need.region_id, Support.household_id)
        .join(Need, Need.id == Support.need_id)
        .where(*alike, Support.stance == Stance.NEED)
    )
    return union_all(own, joined).subquery("asking")


async def needs_per_cell_and_week(uow: UnitOfWork, demand: Demand) -> list[int]:
    """How the demand is spread over places and weeks."""
    week = func.date_trunc("week", func.timezone(LOCAL.key, Need.submitted_at))
    cell = (func.floor(Need.latitude / CELL_DEGREES), func.floor(Need.longitude / CELL_DEGREES))
    counted = select(func.count()).where(*members(demand))
    return list(await uow.session.scalars(counted.group_by(week, *cell)))


async def opposition_to(uow: UnitOfWork, demand: Demand) -> float:
    """The share of the supports that oppose what is asked for."""
    said = select(func.count().filter(Support.stance == Stance.OPPOSE), func.count())
    alike = said.join(Need, Need.id == Support.need_id).where(*members(demand))
    opposing, supports = (await uow.session.execute(alike)).one()
    return opposition(opposing=opposing, supports=supports)


async def breadth_of(uow: UnitOfWork, demand: Demand, region: RegionReplica) -> float:
    """B: the share of the street in which the demand is more than a few households."""
    siblings = select(RegionReplica.id).where(
        RegionReplica.parent_id == region.parent_id, RegionReplica.level == region.level
    )
    ids = list(await uow.session.scalars(siblings))
    around = and_(*_alike(demand), Need.region_id.in_(ids))
    asking = _asking(around)
    households = func.count(distinct(asking.c.household))
    touched: Any = (
        select(asking.c.region_id)
        .group_by(asking.c.region_id)
        .having(households >= ACTIVE_HOUSEHOLDS)
    )
    active = list(await uow.session.scalars(touched))
    served = select(func.coalesce(func.sum(Need.beneficiaries), 0))
    beneficiaries = await uow.session.scalar(
        served.where(*_alike(demand), Need.region_id.in_(active))
    )
    street = await uow.session.get(RegionReplica, region.parent_id) if region.parent_id else None
    return breadth(
        active=len(active),
        communities=len(ids),
        beneficiaries=int(beneficiaries or 0),
        population=street.population if street else None,
    )


async def utilization_of(uow: UnitOfWork, item: MenuItem, at: datetime) -> float:
    """U: what is running or was done, of what the item can take in the window."""
    return utilization(await uow.session.scalar(orders_taken(item.id, at)) or 0, item.slots)


def orders_taken(menu_item_id: UUID, at: datetime) -> Select[int]:
    """How many orders of a menu item run or were done in the window."""
    return select(func.count()).where(
        Order.menu_item_id == menu_item_id,
        Order.offered_at >= at - timedelta(days=WINDOW_DAYS),
        or_(Order.state.in_(LIVE), Order.state == OrderState.CONFIRMED),
    )
