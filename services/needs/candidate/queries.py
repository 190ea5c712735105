"""Gathering what the rules need to know of the teams that could be sent."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.types import Text

from services.needs.candidate.rules import COOLDOWN, FAILURE_WINDOW, Demand, Team
from services.needs.category.queries import category
from services.needs.menu_item.model import MenuItem
from services.needs.need.model import Need
from services.needs.order.model import Order
from services.needs.order.states import AT_WORK, BARRING, TAKEN, UNWILLING, OrderState
from services.needs.standing_replica.model import StandingReplica
from services.needs.survey.model import Survey
from services.needs.team_replica.model import TeamReplica
from shared import regions
from shared.clock import LOCAL
from shared.db import UnitOfWork

LOOK_BACK = FAILURE_WINDOW + COOLDOWN
"""How far a team's past reaches into its present: older orders change no term."""


async def demand(uow: UnitOfWork, *, need: Need, item: MenuItem, at: datetime) -> Demand:
    """What the need asks of a team: the category's skills, the item's providers and promise."""
    kind = await category(uow, need.category_code)
    located = need.latitude is not None and need.longitude is not None and not kind.remote_ok
    return Demand(
        required_skills=frozenset(kind.required_skills),
        preferred_skills=frozenset(item.preferred_skills),
        provider_ids=frozenset(map(UUID, item.team_ids)),
        household_id=need.household_id,
        point=(need.latitude, need.longitude) if located else None,  # type: ignore[arg-type]
        at=at.astimezone(LOCAL),
        arrive_within=timedelta(minutes=item.arrive_minutes),
    )


async def teams_around(
    uow: UnitOfWork, *, need: Need, item: MenuItem, search: int, lock: bool
) -> list[Team]:
    """The teams that could be sent, with their load.

    Those that cover the need's region, the item's providers, and for remote services every team
    with the skills. With `lock`, the rows are held in id order until the transaction ends, so
    that two dispatches at once cannot count the same free place twice.
    """
    kind = await category(uow, need.category_code)
    region = await regions.get(uow.session, need.region_id)
    wanted = _around(
        regions.chain(region.path),
        [UUID(one) for one in item.team_ids],
        kind.required_skills if kind.remote_ok else None,
    )
    if lock:
        wanted = wanted.with_for_update(of=TeamReplica)
    found = await _read(uow, wanted, _barred(need.id, search))
    return [_team(row, bool(near) or kind.remote_ok, known) for row, near, known in found]


def _around(
    line: list[UUID], team_ids: list[UUID], skills: list[Any] | None
) -> Select[TeamReplica, bool]:
    covers = TeamReplica.coverage.has_any(array([str(one) for one in line], type_=ARRAY(Text)))
    reach = [covers]
    if team_ids:
        reach.append(TeamReplica.id.in_(team_ids))
    if skills is not None:
        reach.append(TeamReplica.skills.contains(skills))
    return select(TeamReplica, covers).where(or_(*reach)).order_by(TeamReplica.id)


async def one_team(uow: UnitOfWork, *, need: Need, team_id: UUID, search: int) -> Team | None:
    """One named team with its load, wherever it works, held until the transaction ends."""
    wanted = select(TeamReplica, TeamReplica.id == team_id).where(TeamReplica.id == team_id)
    found = await _read(uow, wanted.with_for_update(of=TeamReplica), _barred(need.id, search))
    return next((_team(row, in_area=True, known=known) for row, _, known in found), None)


async def _read(
    uow: UnitOfWork, wanted: Select[TeamReplica, bool], barred: Select[UUID]
) -> list[tuple[TeamReplica, bool, dict[str, Any]]]:
    rows = (await uow.session.execute(wanted)).all()
    ids = [row.id for row, _ in rows]
    known: dict[UUID, dict[str, Any]] = {one: {} for one in ids}
    for statement in (_load(ids, uow.at), _ratings(ids)):
        for loaded in (await uow.session.execute(statement)).mappings():
            known[loaded["team_id"]].update(loaded)
    for one in await uow.session.scalars(barred):
        known.setdefault(one, {})["barred"] = True
    organizations = {row.organization_id for row, _ in rows}
    held = select(StandingReplica.id).where(
        StandingReplica.id.in_(organizations), StandingReplica.frozen
    )
    frozen = set(await uow.session.scalars(held))
    for row, _ in rows:
        known[row.id]["suspended_by_credit"] = row.organization_id in frozen
    return [(row, near, known[row.id]) for row, near in rows]


def _load(team_ids: list[UUID], at: datetime) -> Select[*tuple[Any, ...]]:
    state, month = Order.state, at - timedelta(days=30)
    return (
        select(
            Order.team_id,
            func.count().filter(state.in_(AT_WORK)).label("open_orders"),
            func.coalesce(func.bool_or(state == OrderState.OFFERED), False).label("offer_pending"),
            func.max(Order.offered_at).label("last_offer_at"),
            func.count().filter(Order.accepted_at > month).label("orders_30d"),
            func.array_agg(Order.ended_at).filter(state.in_(UNWILLING)).label("failed_at"),
        )
        .where(Order.team_id.in_(team_ids))
        .where(or_(Order.offered_at > at - LOOK_BACK, state.in_((*AT_WORK, OrderState.OFFERED))))
        .group_by(Order.team_id)
    )


def _ratings(team_ids: list[UUID]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Survey.team_id,
            func.count().label("rating_n"),
            func.sum(Survey.score).label("rating_sum"),
        )
        .where(Survey.team_id.in_(team_ids), Survey.score.is_not(None), Survey.flagged.is_(False))
        .group_by(Survey.team_id)
    )


def _barred(need_id: UUID, search: int) -> Select[UUID]:
    """Teams that let this need down; an expired or recalled offer counts in its own search only."""
    passed = Order.state.in_((OrderState.EXPIRED, OrderState.RECALLED))
    lost_the_race = Order.end_reason == TAKEN
    here = passed & (Order.search == search) & lost_the_race.is_not(True)
    return select(Order.team_id).where(
        Order.need_id == need_id, or_(Order.state.in_(BARRING), here)
    )


def _team(row: TeamReplica, in_area: bool, known: dict[str, Any]) -> Team:  # noqa: FBT001
    located = row.latitude is not None and row.longitude is not None
    return Team(
        team_id=row.id,
        organization_id=row.organization_id,
        name=row.name,
        filing=row.filing,
        organization_active=row.organization_active,
        suspended_by_credit=known["suspended_by_credit"],
        skills=frozenset(row.skills),
        in_area=in_area,
        household_ids=frozenset(map(UUID, row.household_ids)),
        shifts=row.shifts,
        max_parallel=row.max_parallel,
        point=(row.latitude, row.longitude) if located else None,  # type: ignore[arg-type]
        open_orders=known.get("open_orders", 0),
        offer_pending=known.get("offer_pending", False),
        barred=known.get("barred", False),
        last_offer_at=known.get("last_offer_at"),
        orders_30d=known.get("orders_30d", 0),
        rating_n=known.get("rating_n", 0),
        rating_sum=int(known.get("rating_sum", 0)),
        failed_at=known.get("failed_at") or (),
    )
