"""Gathering what the rules need to know of the teams that could be sent."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, any_, bindparam, exists, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Text

from services.needs.candidate.rules import COOLDOWN, FAILURE_WINDOW, Demand, Team
from services.needs.category.queries import category
from services.needs.menu_item.model import MenuItem
from services.needs.need.model import Need
from services.needs.order.model import Order
from services.needs.order.queries import barred
from services.needs.order.states import AT_WORK, UNWILLING, OrderState
from services.needs.standing_replica.model import TIER_BONUS, StandingReplica
from services.needs.succession.queries import successors_of
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
        provider_ids=await _providers(uow, item),
        kin=frozenset(filter(None, (need.reporter_person_id, need.household_id))),
        point=(need.latitude, need.longitude) if located else None,  # type: ignore[arg-type]
        at=at.astimezone(LOCAL),
        arrive_within=timedelta(minutes=item.arrive_minutes),
    )


async def _providers(uow: UnitOfWork, item: MenuItem) -> frozenset[UUID]:
    """The teams that an item names, and those of who took over from one of their organizations."""
    named = frozenset(map(UUID, item.team_ids))
    if not named:
        return named
    theirs = select(TeamReplica.organization_id).where(TeamReplica.id.in_(named))
    followed = TeamReplica.organization_id.in_(successors_of(theirs))
    return named.union(await uow.session.scalars(select(TeamReplica.id).where(followed)))


async def teams_around(
    uow: UnitOfWork, *, need: Need, item: MenuItem, search: int, lock: bool
) -> list[Team]:
    """The teams that could be sent, with their load.

    Those that cover the need's region, the item's providers, and for remote services every team
    with the skills; where none is needed, nothing tells who else could. With `lock`, the rows are
    held in id order until the transaction ends, so that two dispatches at once cannot count the
    same free place twice.
    """
    kind = await category(uow, need.category_code)
    region = await regions.get(uow.session, need.region_id)
    remote = kind.remote_ok and bool(kind.required_skills)
    wanted = _around(named=bool(item.team_ids), remote=remote, lock=lock)
    asked = {
        "line": [str(one) for one in regions.chain(region.path)],
        "named": [UUID(one) for one in item.team_ids],
        "skills": kind.required_skills,
    }
    found = await _read(uow, wanted, asked, need=need, search=search)
    return [_team(row, bool(near) or kind.remote_ok, known) for row, near, known in found]


@cache
def _around(*, named: bool, remote: bool, lock: bool) -> Select[TeamReplica, bool]:
    covers = TeamReplica.coverage.has_any(bindparam("line", type_=ARRAY(Text)))
    reach = [covers]
    if named:
        reach.append(TeamReplica.id == any_(bindparam("named", type_=ARRAY(Uuid))))
    if remote:
        reach.append(TeamReplica.skills.contains(bindparam("skills", type_=JSONB)))
    wanted = select(TeamReplica, covers).where(or_(*reach)).order_by(TeamReplica.id)
    return _locked(wanted) if lock else wanted


async def one_team(uow: UnitOfWork, *, need: Need, team_id: UUID, search: int) -> Team | None:
    """One named team with its load, wherever it works, held until the transaction ends."""
    found = await _read(uow, _ONE, {"team_id": team_id}, need=need, search=search)
    return next((_team(row, in_area=True, known=known) for row, _, known in found), None)


def _locked(wanted: Select[TeamReplica, bool]) -> Select[TeamReplica, bool]:
    """Read anew: who waits for a row finds it as it has become meanwhile."""
    return wanted.with_for_update(of=TeamReplica).execution_options(populate_existing=True)


_ONE = _locked(select(TeamReplica, true()).where(TeamReplica.id == bindparam("team_id")))


async def _read(
    uow: UnitOfWork,
    wanted: Select[TeamReplica, bool],
    asked: dict[str, Any],
    *,
    need: Need,
    search: int,
) -> list[tuple[TeamReplica, bool, dict[str, Any]]]:
    rows = (await uow.session.execute(wanted, asked)).all()
    given = {
        "teams": [row.id for row, _ in rows],
        "since": uow.at - LOOK_BACK,
        "month": uow.at - timedelta(days=30),
        "need_id": need.id,
        "search": search,
    }
    # after the rows are locked, so that what others did to them before is counted
    facts = (await uow.session.execute(FACTS, given)).mappings()
    bonuses = await TIER_BONUS.value(uow, region_id=need.region_id, at=uow.at)
    known = {each["team_id"]: dict(each) | {"bonus": bonuses[each["tier"]]} for each in facts}
    return [(row, near, known[row.id]) for row, near in rows]


_LOAD = (
    select(
        func.count().filter(Order.state.in_(AT_WORK)).label("open_orders"),
        func.coalesce(func.bool_or(Order.state == OrderState.OFFERED), false()).label(
            "offer_pending"
        ),
        func.max(Order.offered_at).label("last_offer_at"),
        func.count().filter(Order.accepted_at > bindparam("month")).label("orders_30d"),
        func.array_agg(Order.ended_at).filter(Order.state.in_(UNWILLING)).label("failed_at"),
    )
    .where(Order.team_id == TeamReplica.id)
    .where(
        or_(
            Order.offered_at > bindparam("since"),
            Order.state.in_((*AT_WORK, OrderState.OFFERED)),
        )
    )
    .lateral("load")
)
_RATINGS = (
    select(func.count().label("rating_n"), func.sum(Survey.score).label("rating_sum"))
    .where(Survey.team_id == TeamReplica.id)
    .where(Survey.score.is_not(None), Survey.flagged.is_(False))
    .lateral("ratings")
)

_BARRED = barred(team_id=TeamReplica.id, need_id=bindparam("need_id"), search=bindparam("search"))
_OWN = StandingReplica.id == TeamReplica.organization_id
_FROZEN = exists().where(_OWN, StandingReplica.frozen)
_TIER = func.coalesce(select(StandingReplica.tier).where(_OWN).scalar_subquery(), 0)
FACTS = (
    select(
        TeamReplica.id.label("team_id"),
        *_LOAD.c,
        *_RATINGS.c,
        _BARRED.label("barred"),
        _FROZEN.label("suspended_by_credit"),
        _TIER.label("tier"),
    )
    .select_from(TeamReplica)
    .join(_LOAD, true())
    .join(_RATINGS, true())
    .where(TeamReplica.id == any_(bindparam("teams", type_=ARRAY(Uuid))))
)
"""What is known of teams besides their own rows: load, ratings, and what speaks against them."""


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
        kin=frozenset(map(UUID, [*row.household_ids, *row.member_ids])),
        shifts=row.shifts,
        max_parallel=row.max_parallel,
        point=(row.latitude, row.longitude) if located else None,  # type: ignore[arg-type]
        open_orders=known["open_orders"],
        offer_pending=known["offer_pending"],
        barred=known["barred"],
        last_offer_at=known["last_offer_at"],
        orders_30d=known["orders_30d"],
        rating_n=known["rating_n"],
        rating_sum=int(known["rating_sum"] or 0),
        failed_at=known["failed_at"] or (),
        bonus=known["bonus"],
    )
