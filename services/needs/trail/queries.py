"""Questions about trails."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.needs.cluster.model import Cluster
from services.needs.cluster.states import COUNTED
from services.needs.demand.queries import Demand, members
from services.needs.need.model import Need
from services.needs.trail.model import TrailStep
from services.needs.trail.states import StepKind
from shared.audit import AuditRow
from shared.db import UnitOfWork

STEPS_SHOWN = 200
LOGS_SHOWN = 50
"""Steps shown, the oldest; and verified service logs, the newest: a contract has thousands."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step as it is shown, the filing of the need among them."""

    kind: StepKind
    at: datetime
    record_sha256: str | None
    facts: dict[str, Any]


async def trail_of(uow: UnitOfWork, cluster_ids: Collection[UUID]) -> dict[str, Any]:
    """What became of these clusters: the steps, and the service logs counted beside them."""
    mine = select(TrailStep).where(TrailStep.cluster_id.in_(cluster_ids))
    logs = mine.where(TrailStep.kind == StepKind.SERVICE_LOG_VERIFIED)
    steps = mine.where(TrailStep.kind != StepKind.SERVICE_LOG_VERIFIED)
    told = steps.order_by(TrailStep.at, TrailStep.id).limit(STEPS_SHOWN)
    newest = logs.order_by(TrailStep.at.desc(), TrailStep.id.desc()).limit(LOGS_SHOWN)
    counted = select(func.count()).select_from(logs.subquery())
    return {
        "steps": list(await uow.session.scalars(told)),
        "logs_verified": await uow.session.scalar(counted) or 0,
        "latest_logs": list(await uow.session.scalars(newest)),
    }


async def watched_with(uow: UnitOfWork, need: Need, *, at: datetime) -> list[UUID]:
    """The common demand that a need is counted in before it is proposed, if there is one."""
    its = (Cluster.category_code == need.category_code, Cluster.region_id == need.region_id)
    counted = select(Need.id).where(*members(Demand(need.category_code, need.region_id, at)))
    wanted = select(Cluster.id).where(*its, Cluster.state.in_(COUNTED))
    return list(await uow.session.scalars(wanted.where(counted.where(Need.id == need.id).exists())))


async def filing_of(uow: UnitOfWork, need: Need) -> Step:
    """The first step: the need as it was filed, with the hash of its first audit record."""
    first = (
        select(AuditRow.hash)
        .where(AuditRow.entity_id == need.id, AuditRow.entity == Need.__tablename__)
        .order_by(AuditRow.seq)
        .limit(1)
    )
    filed = await uow.session.scalar(first)
    return Step(
        kind=StepKind.NEED_SUBMITTED,
        at=need.submitted_at,
        record_sha256=filed.hex() if filed else None,
        facts={"need_id": str(need.id), "need_no": need.need_no},
    )
