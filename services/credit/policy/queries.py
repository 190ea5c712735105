"""Which earning policy held where, and when, and who may see one that does not hold yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from services.credit.account.queries import OFFICERS, STEWARDS
from services.credit.policy.errors import UnknownPolicyPeriod
from services.credit.policy.model import EarningPolicy
from services.credit.policy.states import OPEN
from shared.access import Actor, by_rights, within
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.regions import RegionReplica, below, chain

PUBLIC = EarningPolicy.state.not_in(OPEN)
"""Versions that hold, held or will hold; anyone may read them all."""
PUBLISHED = select(EarningPolicy).where(PUBLIC)


@dataclass(frozen=True)
class Versions:
    """The versions that a region is under: the nearest region's first, of these the newest."""

    line: Sequence[EarningPolicy]

    def at(self, moment: datetime) -> EarningPolicy:
        """The one in force when a fact happened, or UnknownPolicyPeriod rather than a guess."""
        for one in self.line:
            if one.valid_from <= moment and (one.valid_to is None or moment < one.valid_to):
                return one
        raise UnknownPolicyPeriod(at=moment.isoformat())

    def household_days(self, *, since: datetime) -> int:
        """How many days back a household's orders may be counted, of any in force since then."""
        begun = [one for one in self.line if one.valid_to is None or since < one.valid_to]
        return max((one.household_days for one in begun), default=0)


async def versions_over(uow: UnitOfWork, region_ids: Collection[UUID]) -> dict[UUID, Versions]:
    """The versions that each of these regions is under, or Unknown where one is not told of yet."""
    if not region_ids:
        return {}
    known = select(RegionReplica.id, RegionReplica.path).where(RegionReplica.id.in_(region_ids))
    above = {id: set(chain(path)) for id, path in await uow.session.execute(known)}
    for region_id in region_ids:
        if region_id not in above:
            raise Unknown(kind="region", id=str(region_id))
    anywhere = set().union(*above.values())
    versions = (
        PUBLISHED.outerjoin(RegionReplica, RegionReplica.id == EarningPolicy.region_id)
        .where(or_(EarningPolicy.region_id.is_(None), RegionReplica.id.in_(anywhere)))
        .order_by(func.length(RegionReplica.path).desc().nulls_last())
        .order_by(EarningPolicy.valid_from.desc(), EarningPolicy.number.desc())
    )
    found = (await uow.session.scalars(versions)).all()
    return {
        region_id: Versions([one for one in found if one.region_id in {None, *above[region_id]}])
        for region_id in region_ids
    }


async def policy_at(uow: UnitOfWork, *, region_id: UUID, at: datetime) -> EarningPolicy:
    """The version in force in a region when a fact happened; the nearest region's wins."""
    return (await versions_over(uow, [region_id]))[region_id].at(at)


async def newest_of(uow: UnitOfWork, region_id: UUID) -> EarningPolicy | None:
    """The last version that was published for a region itself, locked."""
    mine = PUBLISHED.where(EarningPolicy.region_id == region_id)
    newest = mine.order_by(EarningPolicy.number.desc())
    locked = newest.limit(1).with_for_update().execution_options(populate_existing=True)
    return await uow.session.scalar(locked)


async def kinds_weighed(uow: UnitOfWork, region: RegionReplica) -> set[str]:
    """Every kind of service that a version for this region, or above or below, ever weighed.

    Where a nearer version ends, those of its kinds are converted by this one.
    """
    near = or_(
        EarningPolicy.region_id.is_(None),
        EarningPolicy.region_id.in_(chain(region.path)),
        EarningPolicy.region_id.in_(below(region.path)),
    )
    kinds = func.jsonb_object_keys(EarningPolicy.document["kinds"])
    found = select(kinds).where(near, PUBLIC).distinct()
    return {*await uow.session.scalars(found)}


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The drafts for regions in someone's scope."""
    return within(actor, *OFFICERS, region=EarningPolicy.region_id)


@by_rights
def stewarded(actor: Actor) -> ColumnElement[bool]:
    """The drafts someone may write, simulate and publish."""
    return within(actor, *STEWARDS, region=EarningPolicy.region_id)


def drafts_seen_by(actor: Actor) -> Select[EarningPolicy]:
    """The drafts in scope that are not published yet."""
    return select(EarningPolicy).where(visible(actor), EarningPolicy.state.in_(OPEN))
