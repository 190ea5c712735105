"""Which earning policy held where, and when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from services.credit.policy.errors import UnknownPolicyPeriod
from services.credit.policy.model import EarningPolicy
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.regions import RegionReplica


async def policy_at(uow: UnitOfWork, *, region_id: UUID, at: datetime) -> EarningPolicy:
    """The version in force in a region when a fact happened; the nearest region's wins.

    Refuses with UnknownPolicyPeriod rather than guess.
    """
    here = select(RegionReplica.path).where(RegionReplica.id == region_id).scalar_subquery()
    wanted = (
        select(EarningPolicy)
        .outerjoin(RegionReplica, RegionReplica.id == EarningPolicy.region_id)
        .where(or_(EarningPolicy.region_id.is_(None), here.startswith(RegionReplica.path)))
        .where(EarningPolicy.valid_from <= at)
        .where(or_(EarningPolicy.valid_to.is_(None), EarningPolicy.valid_to > at))
        .order_by(func.length(RegionReplica.path).desc().nulls_last())
        .order_by(EarningPolicy.valid_from.desc(), EarningPolicy.number.desc())
        .limit(1)
    )
    found = await uow.session.scalar(wanted)
    if found is None:
        raise UnknownPolicyPeriod(at=at.isoformat())
    return found


def published() -> Select[EarningPolicy]:
    """Every version there is; the public may read them all."""
    return select(EarningPolicy)


async def policy_of(uow: UnitOfWork, policy_id: UUID) -> EarningPolicy:
    """One version, or Unknown."""
    found = await uow.session.get(EarningPolicy, policy_id)
    if found is None:
        raise Unknown(kind="earning_policy", id=str(policy_id))
    return found
