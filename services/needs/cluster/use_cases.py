"""What becomes of a common demand. The cluster's row is locked before its needs'."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import func, or_, select

from services.needs.category.queries import category
from services.needs.classification.queries import demand_features
from services.needs.classification.rules import classify
from services.needs.classification.use_cases import thresholds
from services.needs.cluster import rules
from services.needs.cluster.model import Cluster
from services.needs.cluster.queries import demand_of, live_cluster, visible
from services.needs.cluster.states import COUNTED, ClusterAction, ClusterState
from services.needs.demand.queries import Demand, asking_households, members
from services.needs.membership.model import Membership
from services.needs.membership.queries import cluster_that_met
from services.needs.need.errors import ConflictOfInterest, OutOfCharge
from services.needs.need.model import Need
from services.needs.need.states import BEFORE_SERVICE
from services.needs.need.use_cases import RECOUNT
from services.needs.support.model import Support
from services.needs.support.states import Stance
from services.needs.trail.model import TrailStep
from shared import regions
from shared.access import Role
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter
from shared.regions import RegionReplica

KEEP = Parameter(
    "cluster.keep_share",
    Annotated[float, Field(gt=0, le=1)],
    default=0.7,
    source="spec/needs.md §2.4",
)
"""Hysteresis: the share of its limit below which a hot or watched cluster falls back."""

REVIEW_EVERY = Parameter(
    "cluster.review", Duration, default=Duration(value=1, unit="day"), source="spec/needs.md §2.4"
)
"""How often a cluster is counted without news: needs leave the window of themselves."""

REVIEW, FOLLOW = "cluster_review", "cluster_follow"
"""Timers: count again; let the members follow what became of their cluster."""

PROPOSERS = (Role.COMMUNITY_MANAGER,)


async def recount_need(uow: UnitOfWork, *, need_id: UUID, at: datetime) -> None:
    """Something about a need changed: count its demand again."""
    wanted = select(Need.category_code, Need.region_id).where(Need.id == need_id)
    category_code, region_id = (await uow.session.execute(wanted)).one()
    kind = await category(uow, category_code)
    if not kind.may_be_common:
        return
    demand = Demand(category_code, region_id, at)
    met_by = await cluster_that_met(uow, need_id)
    if met_by is not None:
        await uow.schedule(FOLLOW, met_by, at)
        return
    cluster = await live_cluster(uow, demand)
    if cluster is not None and cluster.state is ClusterState.ADOPTED:
        await uow.schedule(FOLLOW, cluster.id, at)  # the need may be a member that was not ready
        return
    if cluster is None:
        limits = await thresholds(uow, region_id=region_id, at=at)
        asking = await asking_households(uow, demand)
        if asking < limits.watch_households:
            return
        cluster = Cluster(region_id=region_id, category_code=category_code)
        uow.add(cluster)
    await recount(uow, cluster=cluster, at=at)


async def recount(uow: UnitOfWork, *, cluster: Cluster, at: datetime) -> rules.Tally | None:
    """Let a cluster follow its demand; from the proposal on its figures stay."""
    if cluster.state not in COUNTED:
        return None
    demand = demand_of(cluster, at)
    known, _ = await demand_features(uow, demand)
    limits = await thresholds(uow, region_id=cluster.region_id, at=at)
    needs = await uow.session.scalar(select(func.count()).where(*members(demand))) or 0
    decision = classify(known, limits)
    if cluster.resolution_id is not None:
        decision = rules.after_resolution(known, limits, decision)
    counted = rules.tally(known, limits, decision, needs=needs)
    keep = await KEEP.value(uow, region_id=cluster.region_id, at=at)
    kind = await category(uow, cluster.category_code)
    cluster.public_summary = rules.public_summary(kind.name, counted.households)
    gone = cluster.recount(counted, least=limits.watch_households, keep=keep, at=at)
    if gone is not None:
        uow.emit(gone)
        await uow.unschedule(REVIEW, cluster.id)
        return None
    every = await REVIEW_EVERY.value(uow, region_id=cluster.region_id, at=at)
    await uow.schedule(REVIEW, cluster.id, due(at, every).at)
    return counted


async def propose_cluster(uow: UnitOfWork, *, cluster_id: UUID, at: datetime) -> Cluster:
    """Make a brief of a hot cluster, from figures only; those not yet served are asked to join."""
    cluster = await uow.get(Cluster, cluster_id, where=visible(uow.actor))
    region = await regions.get(uow.session, cluster.region_id)
    if not uow.actor.governs(region.path, *PROPOSERS):
        raise OutOfCharge(roles=[*PROPOSERS])
    counted = await recount(uow, cluster=cluster, at=at)
    cluster.must_allow(ClusterAction.PROPOSE)
    assert counted is not None
    wanted = select(Need).where(*members(demand_of(cluster, at))).order_by(Need.id)
    asking = (await uow.session.scalars(wanted)).all()
    await _must_be_no_party(uow, asking)
    brief = await _brief(uow, cluster, region, counted, asking)
    snapshot = rules.snapshot_sha256(brief, (need.id for need in asking))
    fact = cluster.propose(brief=brief, snapshot_sha256=snapshot, proposer_id=uow.actor.id, at=at)
    uow.emit(fact)
    await uow.unschedule(REVIEW, cluster.id)
    uow.add(TrailStep.of_brief(cluster.id, snapshot, at))
    for need in asking:
        asked_at = at if need.state in BEFORE_SERVICE else None
        uow.add(Membership(cluster_id=cluster.id, need_id=need.id, asked_at=asked_at))
    return cluster


async def settle_cluster(
    uow: UnitOfWork, *, cluster_id: UUID, resolution_id: UUID, sha256: str, at: datetime
) -> None:
    """Its community resolved on a disputed demand: it may be proposed after all."""
    cluster = await uow.get(Cluster, cluster_id)
    if cluster.state in COUNTED:
        cluster.settle(resolution_id=resolution_id, sha256=sha256)
        await recount(uow, cluster=cluster, at=at)


async def adopt_cluster(uow: UnitOfWork, *, cluster_id: UUID, at: datetime) -> None:
    """A project was made of the brief: the members that wait or joined go into it.

    Where its contract's end was told before, nobody does.
    """
    cluster = await uow.get(Cluster, cluster_id)
    if cluster.state is not ClusterState.DECLINED:
        cluster.adopt()
        await uow.schedule(FOLLOW, cluster.id, at)


async def decline_cluster(uow: UnitOfWork, *, cluster_id: UUID, reason: str, at: datetime) -> None:
    """Nothing came of it: its members go back to where a person chooses, and are told why."""
    cluster = await uow.get(Cluster, cluster_id)
    uow.emit(cluster.decline(reason=reason, at=at))
    await uow.schedule(FOLLOW, cluster.id, at)
    asking = select(Need.id).where(*members(demand_of(cluster, at))).limit(1)
    for need_id in await uow.session.scalars(asking):
        await uow.schedule(RECOUNT, need_id, at)  # they still ask: the demand is counted anew


async def fulfill_cluster(uow: UnitOfWork, *, cluster_id: UUID, at: datetime) -> None:
    """The project was evaluated and settled: its members are resolved, once."""
    cluster = await uow.get(Cluster, cluster_id)
    cluster.fulfill(at=at)
    await uow.schedule(FOLLOW, cluster.id, at)


async def _brief(
    uow: UnitOfWork,
    cluster: Cluster,
    region: RegionReplica,
    counted: rules.Tally,
    asking: Sequence[Need],
) -> dict[str, Any]:
    kind = await category(uow, cluster.category_code)
    assert cluster.rule is not None
    assert cluster.route is not None
    return rules.brief(
        replace(counted, rule=cluster.rule, route=cluster.route, resolution=cluster.resolution),
        category={"code": kind.code, "name": kind.name},
        region={"id": str(region.id), "name": region.name},
        groups=rules.told_groups(need.target_groups for need in asking),
        beneficiaries=sum(need.beneficiaries for need in asking),
    )


async def _must_be_no_party(uow: UnitOfWork, asking: Sequence[Need]) -> None:
    """Refuse who asked for it himself, or whose household did, by a need or a word on one."""
    own = {uow.actor.person_id, uow.actor.household_id} - {None}
    said = Support.need_id.in_([need.id for need in asking]), Support.stance == Stance.NEED
    his = or_(Support.household_id.in_(own), Support.person_id.in_(own))
    theirs = select(Support.need_id).where(*said, his).limit(1)
    asked = any(own & {need.reporter_person_id, need.household_id} for need in asking)
    if asked or await uow.session.scalar(theirs) is not None:
        raise ConflictOfInterest
