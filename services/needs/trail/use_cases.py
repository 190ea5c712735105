"""Keeping the steps that procurement tells."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

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
    said = told.model_dump(exclude=NOT_TOLD)
    moments = {name: at.astimezone(UTC) for name, at in said.items() if isinstance(at, datetime)}
    facts: dict[str, Any] = to_jsonable_python(said | moments)
    record = told.record_sha256 if isinstance(told, ProjectFact) else None
    uow.add(
        TrailStep(cluster_id=cluster_id, kind=kind, at=told.at, record_sha256=record, facts=facts)
    )
