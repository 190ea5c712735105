"""Keeping the steps that procurement tells."""

from typing import Any
from uuid import UUID

from services.needs.cluster.model import Cluster
from services.needs.trail.model import TrailStep
from services.needs.trail.states import StepKind
from shared.contracts.procurement import BriefRejected, ProjectFact
from shared.db import UnitOfWork

NOT_TOLD = {"cluster_id", "region_id", "at", "record_sha256", "beneficiary_tokens"}
"""Columns of their own, and pseudonyms that are nobody else's business."""


async def keep_step(
    uow: UnitOfWork, *, cluster_id: UUID, kind: StepKind, told: ProjectFact | BriefRejected
) -> None:
    """Add a step to the trail of a cluster that we know."""
    await uow.see(Cluster, cluster_id)
    facts: dict[str, Any] = told.model_dump(mode="json", exclude=NOT_TOLD)
    record = told.record_sha256 if isinstance(told, ProjectFact) else None
    uow.add(
        TrailStep(cluster_id=cluster_id, kind=kind, at=told.at, record_sha256=record, facts=facts)
    )
