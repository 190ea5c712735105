"""How the members of a cluster follow what becomes of it. Locked: cluster, need, orders."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.needs.classification.use_cases import STANDS
from services.needs.clock import use_cases as clocks
from services.needs.clock.rules import ClockName
from services.needs.cluster.model import Cluster
from services.needs.cluster.queries import demand_of
from services.needs.cluster.states import ClusterState
from services.needs.cluster.use_cases import FOLLOW
from services.needs.demand.queries import members
from services.needs.membership.errors import NotAsked, ServiceRuns
from services.needs.membership.model import Membership
from services.needs.membership.queries import following, open_membership
from services.needs.membership.rules import goes_in
from services.needs.need import use_cases as needs
from services.needs.need.model import Need
from services.needs.need.states import BEFORE_SERVICE, NeedState
from services.needs.order.use_cases import clear_the_way
from shared.db import UnitOfWork

MEMBERS_AT_ONCE = 20
"""Members that follow in one transaction; the rest follow in the next ones."""

JOINED = "joined_project"
"""Why offers of a need are recalled whose reporter agreed to the project."""

RESULT = "项目已完成末期评估并结算，每一步及其存证可在需求进展中查看；如未得到解决，请提出异议。"
"""What the need says it was resolved by."""


async def join_project(uow: UnitOfWork, *, need_id: UUID, at: datetime) -> Membership:
    """The reporter wants the project instead of what he waits for; what runs is never stopped."""
    need = await needs.need_reported(uow, need_id)
    membership = await open_membership(uow, need.id)
    if membership is None:
        raise NotAsked
    if need.state not in BEFORE_SERVICE:
        raise ServiceRuns(state=need.state)
    membership.join(at=at)
    # by way of the need's own timer: a row of the cluster's would be locked in the wrong order
    await uow.schedule(needs.RECOUNT, need.id, at)
    return membership


async def follow_cluster(uow: UnitOfWork, *, cluster_id: UUID, at: datetime) -> None:
    """Let some members follow their cluster into the project, back, or to the end."""
    cluster = await uow.get(Cluster, cluster_id)
    ways: dict[ClusterState, Follow] = {
        ClusterState.ADOPTED: _start,
        ClusterState.DECLINED: _stop,
        ClusterState.FULFILLED: _finish,
    }
    if cluster.state not in ways:
        return
    found = list(await uow.session.scalars(following(cluster).limit(MEMBERS_AT_ONCE)))
    for membership_id in found:
        await _follow(uow, cluster, membership_id, ways[cluster.state])
    if len(found) == MEMBERS_AT_ONCE:
        await uow.schedule(FOLLOW, cluster.id, at)
    elif cluster.state is ClusterState.FULFILLED:  # whom it did not meet may ask for another
        asking = select(Need.id).where(*members(demand_of(cluster, at))).limit(1)
        for need_id in await uow.session.scalars(asking):
            await uow.schedule(needs.RECOUNT, need_id, at)


Follow = Callable[[UnitOfWork, Cluster, Membership, Need], Awaitable[None]]


async def _follow(uow: UnitOfWork, cluster: Cluster, membership_id: UUID, way: Follow) -> None:
    known = await uow.session.get_one(Membership, membership_id)
    need = await uow.get(Need, known.need_id)
    await way(uow, cluster, await uow.get(Membership, membership_id), need)


async def _start(uow: UnitOfWork, cluster: Cluster, membership: Membership, need: Need) -> None:
    assert cluster.route is not None
    joined = membership.joined_at is not None
    over = cluster.state is ClusterState.FULFILLED
    if not goes_in(state=need.state, route=need.route, joined=joined, over=over):
        return  # a team accepted meanwhile: its order goes on
    at = uow.at
    await clear_the_way(uow, need_id=need.id, reason=JOINED, at=at)
    membership.start(at=at)
    need.start_project(route=cluster.route)
    await uow.unschedule(STANDS, need.id)
    for name in (ClockName.ROUTE, ClockName.DESIGN):
        await clocks.stop_clock(uow, need_id=need.id, name=name, at=at)
    promised = (ClockName.FIRST_OFFER, ClockName.FINISH)
    await clocks.void_clocks(uow, need_id=need.id, at=at, names=promised)


async def _stop(uow: UnitOfWork, _: Cluster, __: Membership, need: Need) -> None:
    if need.state is NeedState.IN_PROJECT:
        need.stop_project()
        await clocks.start_clock(uow, need=need, name=ClockName.ROUTE, at=uow.at)
        await needs.promise_finish(uow, need=need, at=uow.at)


async def _finish(uow: UnitOfWork, cluster: Cluster, membership: Membership, need: Need) -> None:
    if membership.started_at is None:  # the end was told before the need was ready
        await _start(uow, cluster, membership, need)
    if need.state is NeedState.IN_PROJECT:
        await needs.resolve_need(uow, need_id=need.id, at=uow.at, basis=RESULT)
