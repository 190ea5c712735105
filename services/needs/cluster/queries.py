"""Questions about clusters. `visible` decides for lists, single reads and commands alike."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from services.needs.category.model import Category
from services.needs.cluster.model import Cluster
from services.needs.cluster.rules import SHOWN_FROM
from services.needs.cluster.states import COUNTED, LIVE
from services.needs.demand.queries import Demand
from services.needs.demand.queries import members as members_of
from services.needs.membership.model import Membership
from services.needs.need import queries as needs
from services.needs.need.model import Need
from services.needs.need.queries import STAFF
from services.needs.need.rules import Sensitivity
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Staff see the clusters of their region; everyone those of enough households.

    Nobody else sees a category in which even one need is sensitive.
    """
    if actor is SYSTEM:
        return true()
    open_codes = select(Category.code).where(Category.min_sensitivity == Sensitivity.PUBLIC)
    told = and_(Cluster.households >= SHOWN_FROM, Cluster.category_code.in_(open_codes))
    return or_(told, within(actor, *STAFF, Role.AUDITOR, region=Cluster.region_id))


async def cluster(uow: UnitOfWork, cluster_id: UUID) -> Cluster:
    """One cluster in the caller's scope, or Unknown."""
    return await uow.see(Cluster, cluster_id, visible(uow.actor))


@by_rights
def clusters(actor: Actor) -> Select[Cluster]:
    """The clusters in the caller's scope."""
    return select(Cluster).where(visible(actor))


async def live_cluster(uow: UnitOfWork, demand: Demand) -> Cluster | None:
    """The cluster of a demand that has not ended, locked."""
    wanted = select(Cluster).where(
        Cluster.category_code == demand.category_code,
        Cluster.region_id == demand.region_id,
        Cluster.state.in_(LIVE),
    )
    return (await uow.session.scalars(wanted.with_for_update())).one_or_none()


def members(cluster: Cluster, *, at: datetime) -> Select[Need]:
    """The needs that make up a cluster: as proposed, or as counted now."""
    if cluster.state in COUNTED:
        return select(Need).where(*members_of(demand_of(cluster, at)))
    proposed = select(Membership.need_id).where(Membership.cluster_id == cluster.id)
    return select(Need).where(Need.id.in_(proposed))


def members_in_scope(actor: Actor, cluster: Cluster, *, at: datetime) -> Select[Need]:
    """Those of the members that the caller sees: a resident his own, staff their region's."""
    return members(cluster, at=at).where(needs.visible(actor))


def demand_of(cluster: Cluster, at: datetime) -> Demand:
    """What the cluster stands for, as of now."""
    return Demand(cluster.category_code, cluster.region_id, at)
