"""Giving a need its category. Locked: the cluster it leaves, the need, its orders."""

from datetime import datetime
from uuid import UUID

from services.needs.category.queries import category
from services.needs.classification.use_cases import STANDS
from services.needs.clock.rules import ClockName
from services.needs.clock.use_cases import start_clock, void_clocks
from services.needs.cluster.queries import live_cluster
from services.needs.cluster.use_cases import REVIEW
from services.needs.demand.queries import Demand
from services.needs.need import queries
from services.needs.need.model import Need
from services.needs.need.use_cases import CLASSIFY, need_in_charge, promise_finish
from services.needs.order.use_cases import clear_the_way
from services.needs.recategorization.errors import SameCategory
from shared.access import Role
from shared.clock import day_of
from shared.db import UnitOfWork

SORTERS = (Role.RECEIVER, Role.COMMUNITY_MANAGER, Role.STREET_OFFICER)
"""Who says what a need is about: those who also choose its way."""

RECATEGORIZED = "recategorized"
"""Why open offers were recalled."""

OVERTAKEN = (ClockName.FIRST_OFFER, ClockName.DESIGN)
"""Promises of the way the need no longer goes."""


async def recategorize_need(
    uow: UnitOfWork, *, need_id: UUID, category_code: str, at: datetime
) -> Need:
    """Give an accepted need another category as long as nobody serves it.

    Teams that were asked are told, the rules choose its way anew, and the demand that it leaves
    and the one that it joins are both counted again. A brief that already stands for it keeps its
    figures, but its project no longer takes the need up.
    """
    before = await queries.need(uow, need_id)
    left = await live_cluster(uow, Demand(before.category_code, before.region_id, at))
    need = await need_in_charge(uow, need_id, *SORTERS)
    if need.category_code == category_code:
        raise SameCategory(category_code=category_code)
    kind = await category(uow, category_code)
    kind.must_take(day=day_of(at), pointer="/category_code")
    uow.emit(need.recategorize(code=kind.code, least=kind.min_sensitivity, at=at))
    await clear_the_way(uow, need_id=need.id, reason=RECATEGORIZED, at=at)
    await void_clocks(uow, need_id=need.id, at=at, names=OVERTAKEN)
    await start_clock(uow, need=need, name=ClockName.ROUTE, at=at)
    await promise_finish(uow, need=need, at=at)
    await uow.unschedule(STANDS, need.id)
    await uow.schedule(CLASSIFY, need.id, at)
    if left is not None:
        await uow.schedule(REVIEW, left.id, at)
    return need
