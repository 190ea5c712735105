"""Finding a team for a need. Whoever calls holds the need's row; the teams' rows come after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from services.needs.candidate import queries as candidates
from services.needs.candidate.rules import CHOOSABLE, Ranked, Unfit, ranked, scored_team, unfit
from services.needs.category.queries import category
from services.needs.claim.model import Claim
from services.needs.claim.queries import street_of
from services.needs.dispatch.errors import NoMenuItem, NotEligible
from services.needs.menu_item.model import MenuItem
from services.needs.menu_item.queries import serving
from services.needs.need import use_cases as needs
from services.needs.need.model import Need
from services.needs.need.rules import Urgency
from services.needs.need.states import NeedState
from services.needs.order.model import Order
from services.needs.order.states import OrderMode, OrderState
from shared.contracts.needs import DispatchExhausted
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter

OFFER_EXPIRY, CLAIM_EXPIRY = "offer_expiry", "claim_expiry"
"""Timers: an offer nobody answered, a claim list entry nobody took."""

SOURCE = "spec/needs.md §2.6"

WORKING_HOUR = Duration(value=60, unit="min", hours="work")
OFFER_TTL = {
    urgency: Parameter(f"dispatch.offer_ttl.{urgency}", Duration, default=length, source=SOURCE)
    for urgency, length in {
        Urgency.EMERGENCY: Duration(value=5, unit="min"),
        Urgency.URGENT: Duration(value=15, unit="min"),
        Urgency.NORMAL: WORKING_HOUR,
        Urgency.LOW: WORKING_HOUR,
    }.items()
}
"""How long a team may think about an offer."""

TWO_WORKING_HOURS = Duration(value=2, unit="h", hours="work")
CLAIM_WINDOW = Parameter(
    "dispatch.claim_window", Duration, default=TWO_WORKING_HOURS, source=SOURCE
)
"""How long a need stays on the claim list of its street."""

ATTEMPTS_MAX = 3
"""Offers that come to nothing before every team of the street may claim the need."""

EMERGENCY_OFFERS = 2
"""Teams asked at once in an emergency; the first to accept gets the order."""

RANKING_KEPT = 20
"""Candidates kept with the order, to show why this team."""

_STATES = select(Order.state).where(
    Order.need_id == bindparam("need_id"), Order.search == bindparam("search")
)
"""What became of the offers of one search so far."""

PENDING = frozenset({OrderState.OFFERED, OrderState.RECALLED})
"""Every other order of a search that still goes on came to nothing."""


@dataclass(frozen=True)
class Search:
    """One search for a team: for which need, by which menu item, and its number."""

    need: Need
    item: MenuItem
    number: int
    at: datetime


async def search_for(uow: UnitOfWork, need: Need, number: int, at: datetime) -> Search:
    """The search with the menu item that serves the need now."""
    item = await serving(uow, category_code=need.category_code, region_id=need.region_id)
    if item is None:
        raise NoMenuItem(category_code=need.category_code)
    return Search(need, item, number, at)


async def go_on(uow: UnitOfWork, *, need: Need, number: int, at: datetime) -> None:
    """Ask the next candidates; after the last attempt open the claim list, or give up."""
    if need.state is not NeedState.DISPATCHING:
        return  # withdrawn meanwhile: nobody needs a team
    states = list(await uow.session.scalars(_STATES, {"need_id": need.id, "search": number}))
    open_offers = states.count(OrderState.OFFERED)
    failed = sum(state not in PENDING for state in states)
    item = await serving(uow, category_code=need.category_code, region_id=need.region_id)
    if item is None:
        if not open_offers:
            await give_up(uow, need=need, attempts=failed, at=at)
        return
    search = Search(need, item, number, at)
    width = EMERGENCY_OFFERS if need.urgency is Urgency.EMERGENCY else 1
    places = min(width, ATTEMPTS_MAX - failed) - open_offers
    if await _ask(uow, search, places, made=len(states)) or open_offers:
        return
    if need.urgency is Urgency.EMERGENCY:
        await give_up(uow, need=need, attempts=failed, at=at)
    else:
        await _open_claim(uow, search, failed)


async def offer(
    uow: UnitOfWork, search: Search, chosen: Ranked, *, attempt: int, **terms: Any
) -> None:
    """Ask one team, exclusively, for as long as the policy gives it to think."""
    need = search.need
    length = await OFFER_TTL[need.urgency].value(uow, region_id=need.region_id, at=search.at)
    expires_at = due(search.at, length).at
    order = order_of(search, chosen, attempt=attempt, expires_at=expires_at, **terms)
    uow.add(order)
    uow.emit(order.offer())
    await uow.schedule(OFFER_EXPIRY, order.id, expires_at)


def order_of(search: Search, chosen: Ranked, **terms: Any) -> Order:
    """An order for a team on the terms of the menu item."""
    need, item = search.need, search.item
    return Order(
        need_id=need.id,
        region_id=need.region_id,
        category_code=need.category_code,
        reporter_person_id=need.reporter_person_id,
        team_id=chosen.team_id,
        organization_id=chosen.organization_id,
        menu_item_id=item.id,
        search=search.number,
        offered_at=search.at,
        cap_fen=item.cap_fen,
        arrive_minutes=item.arrive_minutes,
        **terms,
    )


async def fit_team(uow: UnitOfWork, search: Search, team_id: UUID) -> Ranked:
    """Hold a team's row and refuse it if it may not serve the need even by choice."""
    wanted = await candidates.demand(uow, need=search.need, item=search.item, at=search.at)
    team = await candidates.one_team(uow, need=search.need, team_id=team_id, search=search.number)
    if team is None:
        raise NotEligible(reasons=[Unfit.UNKNOWN_TEAM])
    reasons = [reason for reason in unfit(team, wanted) if reason not in CHOOSABLE]
    if reasons:
        raise NotEligible(reasons=[*reasons])
    return scored_team(team, wanted, team.orders_30d)


async def give_up(uow: UnitOfWork, *, need: Need, attempts: int, at: datetime) -> None:
    """Nobody took it: a person decides now (manual queue)."""
    await needs.dispatch_exhausted(uow, need_id=need.id, at=at)
    uow.emit(DispatchExhausted(need_id=need.id, region_id=need.region_id, attempts=attempts, at=at))


async def _ask(uow: UnitOfWork, search: Search, places: int, *, made: int) -> int:
    if places <= 0:
        return 0
    wanted = await candidates.demand(uow, need=search.need, item=search.item, at=search.at)
    teams = await candidates.teams_around(
        uow, need=search.need, item=search.item, search=search.number, lock=True
    )
    best = ranked(teams, wanted)
    ranking = [candidate.plain() for candidate in best[:RANKING_KEPT]]
    for attempt, chosen in enumerate(best[:places], start=made + 1):
        await offer(uow, search, chosen, attempt=attempt, mode=OrderMode.AUTO, ranking=ranking)
    return len(best[:places])


async def _open_claim(uow: UnitOfWork, search: Search, attempts: int) -> None:
    need, at = search.need, search.at
    window = await CLAIM_WINDOW.value(uow, region_id=need.region_id, at=at)
    claim = Claim(
        need_id=need.id,
        region_id=need.region_id,
        street_id=await street_of(uow, need.region_id),
        category_code=need.category_code,
        urgency=need.urgency,
        required_skills=(await category(uow, need.category_code)).required_skills,
        menu_item_id=search.item.id,
        search=search.number,
        attempts=attempts,
        opened_at=at,
        expires_at=due(at, window).at,
    )
    uow.add(claim)
    await uow.schedule(CLAIM_EXPIRY, claim.id, claim.expires_at)
