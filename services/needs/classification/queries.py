"""Gathering what the rules need to know, and reading what they decided."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.needs.candidate import queries as candidates
from services.needs.candidate.rules import Unfit, unfit
from services.needs.category.queries import category
from services.needs.classification.model import Classification
from services.needs.classification.rules import Features, Route
from services.needs.demand.queries import Demand, counted
from services.needs.demand.rules import (
    NO_ITEM_UTILIZATION,
    breadth,
    dispersion,
    opposition,
    utilization,
)
from services.needs.menu_item.model import MenuItem
from services.needs.menu_item.queries import serving
from services.needs.need.model import Need
from services.needs.need.rules import Kind, Urgency
from shared import regions
from shared.db import UnitOfWork

MOMENTARY = {Unfit.OFFER_PENDING, Unfit.COOLING_DOWN}
"""A team that is only busy being asked, or resting, is still one that could serve."""


async def features(uow: UnitOfWork, *, need: Need, at: datetime) -> Features:
    """What is known at this time about a need and its likes."""
    shared, item = await demand_features(uow, Demand(need.category_code, need.region_id, at))
    return replace(
        shared,
        emergency=need.urgency is Urgency.EMERGENCY,
        inquiry=need.kind is Kind.INQUIRY or shared.inquiry,
        eligible_teams=await _eligible_teams(uow, need, item, at) if item else 0,
    )


async def demand_features(uow: UnitOfWork, demand: Demand) -> tuple[Features, MenuItem | None]:
    """What the needs of one demand have in common, and the menu item that serves them.

    No team is looked for: whether one is eligible depends on the need.
    """
    kind = await category(uow, demand.category_code)
    region = await regions.get(uow.session, demand.region_id)
    item = await serving(uow, category_code=kind.code, region_id=region.id)
    known = await counted(uow, demand, region, item)
    opposed = opposition(opposing=known["opposing"], supports=known["supports"])
    found = Features(
        inquiry=kind.default_route is Route.ANSWER,
        outside=kind.default_route is Route.TRANSFER,
        unsorted=kind.default_route is Route.MANUAL,
        asking=known["asking"],
        households=region.households,
        professionality=kind.professionality / 4,
        dispersion=dispersion(known["spread"] or [], known["asking"]),
        breadth=breadth(
            active=known["touched"],
            communities=known["communities"],
            beneficiaries=int(known["beneficiaries"]),
            population=known["population"],
        ),
        controversy=1.0 if kind.public_affairs else opposed,
        utilization=utilization(known["orders"], item.slots) if item else NO_ITEM_UTILIZATION,
        item=item is not None,
        eligible_teams=0,
    )
    return found, item


async def classifications_of(uow: UnitOfWork, need_id: UUID) -> list[Classification]:
    """Every decision about a need, the one in force first."""
    mine = select(Classification).where(Classification.need_id == need_id)
    return list(await uow.session.scalars(mine.order_by(Classification.id.desc())))


async def classification_in_force(uow: UnitOfWork, need_id: UUID) -> Classification | None:
    """The latest decision about a need."""
    mine = select(Classification).where(Classification.need_id == need_id)
    latest = mine.order_by(Classification.id.desc()).limit(1)
    return (await uow.session.scalars(latest)).one_or_none()


async def _eligible_teams(uow: UnitOfWork, need: Need, item: MenuItem, at: datetime) -> int:
    asked = await candidates.demand(uow, need=need, item=item, at=at)
    teams = await candidates.teams_around(uow, need=need, item=item, search=0, lock=False)
    return sum(not set(unfit(team, asked)) - MOMENTARY for team in teams)
