"""Questions about memberships."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from services.needs.cluster.model import Cluster
from services.needs.cluster.states import ClusterState
from services.needs.membership.model import Membership
from services.needs.membership.rules import BY_CONSENT, MEANT_FOR_IT, WAITING_FOR_IT
from services.needs.need.model import Need
from services.needs.need.states import NeedState
from shared.db import UnitOfWork

T = TypeVar("T")

_LATER, _SUCCESSOR = aliased(Membership), aliased(Cluster)

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


def following(cluster: Cluster) -> Select[UUID]:
    """Members that what became of their cluster moves now."""
    enters = _goes_in(over=cluster.state is ClusterState.FULFILLED)
    inside = and_(Membership.started_at.is_not(None), Need.state == NeedState.IN_PROJECT)
    moved = {ClusterState.ADOPTED: enters, ClusterState.DECLINED: inside}
    found = _belonging(select(Membership.id)).where(Membership.cluster_id == cluster.id)
    return found.where(moved.get(cluster.state, or_(enters, inside))).order_by(Membership.need_id)


async def cluster_that_met(uow: UnitOfWork, need_id: UUID) -> UUID | None:
    """The fulfilled cluster of a need that goes into its project only now, after the end."""
    mine = _belonging(select(Membership.cluster_id)).where(Membership.need_id == need_id)
    late = mine.where(Cluster.state == ClusterState.FULFILLED, _goes_in(over=True))
    return (await uow.session.scalars(late.limit(1))).one_or_none()


def _goes_in(*, over: bool) -> ColumnElement[bool]:
    """The members that `rules.goes_in` speaks of."""
    ways = MEANT_FOR_IT if over else WAITING_FOR_IT
    waits = and_(Need.state == NeedState.CLASSIFIED, Need.route.in_(ways))
    agreed = and_(Membership.joined_at.is_not(None), Need.state.in_(BY_CONSENT))
    return and_(Membership.started_at.is_(None), or_(waits, agreed))


def _belonging(found: Select[T]) -> Select[T]:
    """Only where the need is still what the cluster is about; staff may have recategorized it.

    Whoever asks again is of the later cluster: its predecessor moves him no more.
    """
    to_cluster = found.join(Cluster, Cluster.id == Membership.cluster_id)
    its_need = and_(Need.id == Membership.need_id, Need.category_code == Cluster.category_code)
    again = exists().where(
        *(_LATER.need_id == Membership.need_id, _LATER.id > Membership.id),
        *(_SUCCESSOR.id == _LATER.cluster_id, _SUCCESSOR.category_code == Cluster.category_code),
    )
    return to_cluster.join(Need, its_need).where(~again)
