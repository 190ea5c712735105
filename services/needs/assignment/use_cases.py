"""What staff can do when the platform found no team, or the wrong one."""

from datetime import datetime
from uuid import UUID

from services.needs.classification.rules import Route
from services.needs.classification.use_cases import STANDS
from services.needs.clock.rules import ClockName
from services.needs.clock.use_cases import start_clock, stop_clock, void_clocks
from services.needs.dispatch.use_cases import Search, fit_team, go_on, offer, search_for
from services.needs.need.model import Need
from services.needs.need.queries import STAFF
from services.needs.need.states import NeedAction, NeedState
from services.needs.need.use_cases import need_in_charge, promise_finish
from services.needs.order.queries import latest_search
from services.needs.order.states import OrderMode
from services.needs.order.use_cases import clear_the_way
from services.needs.team_replica.queries import must_be_none_of
from shared.db import UnitOfWork

BY_HAND = "dispatched_by_hand"
"""Why open offers were recalled."""


async def start_search(uow: UnitOfWork, *, need_id: UUID, at: datetime) -> Need:
    """Let the platform look for a team again; what was refused before does not count."""
    search = await _take_over(uow, need_id, at)
    await go_on(uow, need=search.need, number=search.number, at=at)
    return search.need


async def assign_team(
    uow: UnitOfWork, *, need_id: UUID, team_id: UUID, reason: str, at: datetime
) -> Need:
    """Offer the need to a named team; what only keeps it from being sent by itself is waived."""
    search = await _take_over(uow, need_id, at)
    await must_be_none_of(uow, team_id)
    chosen = await fit_team(uow, search, team_id)
    terms = {"mode": OrderMode.ASSIGNED, "ranking": [chosen.plain()], "assigned_reason": reason}
    await offer(uow, search, chosen, attempt=1, **terms)
    return search.need


async def _take_over(uow: UnitOfWork, need_id: UUID, at: datetime) -> Search:
    """A new search; refused where no menu item serves the need, which then keeps its way."""
    need = await need_in_charge(uow, need_id, *STAFF)
    if need.state is not NeedState.DISPATCHING:
        need.move(NeedAction.DISPATCH)
        need.route = Route.MENU
        await uow.unschedule(STANDS, need.id)
        await stop_clock(uow, need_id=need.id, name=ClockName.ROUTE, at=at)
        await void_clocks(uow, need_id=need.id, at=at, names=[ClockName.DESIGN])
        await promise_finish(uow, need=need, at=at)
        await start_clock(uow, need=need, name=ClockName.FIRST_OFFER, at=at)
    await clear_the_way(uow, need_id=need.id, reason=BY_HAND, at=at)
    return await search_for(uow, need, await latest_search(uow, need.id) + 1, at)
