"""Questions about memberships."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from services.needs.cluster.model import Cluster
from services.needs.cluster.states import ClusterState
from services.needs.membership.model import Membership
from services.needs.membership.rules import BY_CONSENT, WAITING_FOR_IT
from services.needs.need.model import Need
from services.needs.need.states import NeedState
from shared.db import UnitOfWork

T = TypeVar("T")

OPEN = (ClusterState.PROPOSED, ClusterState.ADOPTED)
"""States of clusters that may still be joined."""


async def memberships(uow: UnitOfWork, need_id: UUID) -> list[Membership]:
    """Every proposed cluster a need belongs to, oldest first."""
    mine = select(Membership).where(Membership.need_id == need_id).order_by(Membership.id)
    return list(await uow.session.scalars(mine))


async def open_membership(uow: UnitOfWork, need_id: UUID) -> Membership | None:
    """The membership whose cluster has not ended; the caller holds the need's row."""
    mine = _belonging(select(Membership)).where(Membership.need_id == need_id)
    latest = mine.where(Cluster.state.in_(OPEN)).order_by(Membership.id.desc()).limit(1)
    return (await uow.session.scalars(latest)).one_or_none()


def going_in(cluster_id: UUID) -> Select[UUID]:
    """Members that a project takes up now; see `rules.goes_in`."""
    waits = and_(Need.state == NeedState.CLASSIFIED, Need.route.in_(WAITING_FOR_IT))
    agreed = and_(Membership.joined_at.is_not(None), Need.state.in_(BY_CONSENT))
    return _of(cluster_id).where(Membership.started_at.is_(None), or_(waits, agreed))


def inside(cluster_id: UUID) -> Select[UUID]:
    """Members that are in the project now."""
    started = Membership.started_at.is_not(None)
    return _of(cluster_id).where(started, Need.state == NeedState.IN_PROJECT)


def _of(cluster_id: UUID) -> Select[UUID]:
    found = _belonging(select(Membership.id)).where(Membership.cluster_id == cluster_id)
    return found.order_by(Membership.need_id)


def _belonging(found: Select[T]) -> Select[T]:
    """Only where the need is still what the cluster is about; staff may have recategorized it."""
    to_cluster = found.join(Cluster, Cluster.id == Membership.cluster_id)
    its_need = and_(Need.id == Membership.need_id, Need.category_code == Cluster.category_code)
    return to_cluster.join(Need, its_need)
