"""Counting a demand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Subquery,
    Uuid,
    bindparam,
    case,
    cast,
    distinct,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from services.needs.classification.rules import Route
from services.needs.demand.rules import ACTIVE_HOUSEHOLDS, CELL_DEGREES, WINDOW_DAYS
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


@dataclass(frozen=True)
class Demand:
    """The same thing asked for in one community, as it stands at a moment."""

    category_code: str
    region_id: UUID
    at: datetime

    def values(self) -> dict[str, Any]:
        """What the statements below ask for."""
        since = self.at - timedelta(days=WINDOW_DAYS)
        return {
            "category_code": self.category_code,
            "region_id": self.region_id,
            "since": since,
        }


def members(demand: Demand) -> tuple[ColumnElement[bool], ...]:
    """Which needs make up the demand."""
    told = demand.values()
    return (*_alike(told["category_code"], told["since"]), Need.region_id == told["region_id"])


def _alike(category_code: Any, since: Any) -> tuple[ColumnElement[bool], ...]:
    by_project = or_(Need.route == Route.PROJECT, Need.route == Route.PURCHASE)
    return (
        Need.category_code == category_code,
        Need.submitted_at >= since,
        Need.state.not_in(NO_DEMAND),
        or_(Need.state.not_in(MET), Need.route.is_(None), ~by_project),
    )


def _asking(*alike: ColumnElement[bool]) -> Subquery:
    """Who asks: a household counts once; without one the person, his telephone or else the need.

    Who moved meanwhile counts where he was last.
    """
    phone = case((Need.household_id.is_(None), cast(func.md5(Need.phone_blind), Uuid)))
    asker = func.coalesce(Need.reporter_person_id, phone, Need.id).label("asker")
    own = select(Need.region_id, asker, Need.household_id, Need.submitted_at.label("at"))
    home = func.nullif(Support.household_id, Support.person_id)
    joined = (
        select(Need.region_id, Support.person_id, home, Support.at)
        .join(Need, Need.id == Support.need_id)
        .where(*alike, Support.stance == Stance.NEED)
    )
    said = union_all(own.where(*alike), joined).subquery("said").c
    homes = func.array_agg(aggregate_order_by(said.household_id, said.at.desc()))
    last = homes.filter(said.household_id.is_not(None))[1]
    household = func.coalesce(last, said.asker).label("household")
    each = select(said.region_id, household).group_by(said.region_id, said.asker)
    return each.subquery("asking")


# Written once, with places for the values: making these statements costs more than sending them.
_ALIKE = _alike(bindparam("category_code"), bindparam("since"))
_HERE = (*_ALIKE, Need.region_id == bindparam("region_id"))

ASKING = select(func.count(distinct(_asking(*_HERE).c.household)))
"""n: how many distinct households of the community ask for it, by needs or supports."""

_CELL = (func.floor(Need.latitude / CELL_DEGREES), func.floor(Need.longitude / CELL_DEGREES))
_WEEK = func.date_trunc("week", func.timezone(LOCAL.key, Need.submitted_at))
_SPREAD = select(func.count().label("needs")).where(*_HERE).group_by(_WEEK, *_CELL).subquery()
"""How the demand is spread over places and weeks."""

_SAID = (
    select(func.count().filter(Support.stance == Stance.OPPOSE).label("opposing"))
    .add_columns(func.count().label("supports"))
    .join(Need, Need.id == Support.need_id)
    .where(*_HERE)
    .subquery()
)

_COMMUNITIES = select(RegionReplica.id).where(
    RegionReplica.parent_id == bindparam("street_id"),
    RegionReplica.level == bindparam("level"),
    RegionReplica.kind != "virtual",
)
"""A code system's quasi units are in no denominator (spec/registry.md §2.1)."""
_AROUND = _asking(*_ALIKE, Need.region_id.in_(_COMMUNITIES))
_TOUCHED = (
    select(_AROUND.c.region_id)
    .group_by(_AROUND.c.region_id)
    .having(func.count(distinct(_AROUND.c.household)) >= ACTIVE_HOUSEHOLDS)
    .cte("touched")
)
"""The communities of the street in which the demand is more than a few households."""

ORDERS_TAKEN = select(func.count()).where(
    Order.menu_item_id == bindparam("item_id"),
    Order.offered_at >= bindparam("since"),
    or_(Order.state.in_(LIVE), Order.state == OrderState.CONFIRMED),
)
"""How many orders of a menu item run or were done in the window."""

COUNTED = select(
    ASKING.scalar_subquery().label("asking"),
    select(func.array_agg(_SPREAD.c.needs)).scalar_subquery().label("spread"),
    _SAID.c.opposing,
    _SAID.c.supports,
    select(func.count())
    .select_from(_COMMUNITIES.subquery())
    .scalar_subquery()
    .label("communities"),
    select(func.count()).select_from(_TOUCHED).scalar_subquery().label("touched"),
    select(func.coalesce(func.sum(Need.beneficiaries), 0))
    .where(*_ALIKE, Need.region_id.in_(select(_TOUCHED.c.region_id)))
    .scalar_subquery()
    .label("beneficiaries"),
    select(RegionReplica.population)
    .where(RegionReplica.id == bindparam("street_id"))
    .scalar_subquery()
    .label("population"),
    ORDERS_TAKEN.scalar_subquery().label("orders"),
)
"""Everything that is counted about a demand, in its community, its street and on the menu."""


async def asking_households(uow: UnitOfWork, demand: Demand) -> int:
    """How many households ask for it."""
    return await uow.session.scalar(ASKING, demand.values()) or 0


async def counted(
    uow: UnitOfWork, demand: Demand, region: RegionReplica, item: MenuItem | None
) -> dict[str, Any]:
    """What COUNTED tells of a demand; `region` is its community, `item` what serves it."""
    place = {"street_id": region.parent_id, "level": region.level}
    told = demand.values() | place | {"item_id": item.id if item else None}
    return dict((await uow.session.execute(COUNTED, told)).mappings().one())
