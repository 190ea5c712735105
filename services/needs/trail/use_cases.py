"""Keeping the steps that procurement tells."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

from services.needs.cluster.model import Cluster
from services.needs.trail.model import TrailStep
from services.needs.trail.states import StepKind
from shared.contracts.needs import (
    MatterAdopted,
    MatterEffective,
    MatterFact,
    MatterNoticed,
    MatterRejected,
)
from shared.contracts.procurement import BriefRejected, ProjectFact
from shared.db import UnitOfWork

NOT_TOLD = {"cluster_id", "region_id", "at", "record_sha256", "beneficiary_tokens"}
"""Columns of their own, and pseudonyms that are nobody else's business."""


DELIBERATED: dict[type[MatterFact], StepKind] = {
    MatterNoticed: StepKind.MATTER_NOTICED,
    MatterAdopted: StepKind.MATTER_ADOPTED,
    MatterRejected: StepKind.MATTER_REJECTED,
    MatterEffective: StepKind.MATTER_EFFECTIVE,
}


def keep_deliberation(uow: UnitOfWork, told: MatterFact, record_sha256: str) -> None:
    """Add what a community decided to the trail of the common demand it was about."""
    if told.cluster_id is not None:
        facts = to_jsonable_python(told.model_dump(exclude=NOT_TOLD))
        uow.add(
            TrailStep(
                cluster_id=told.cluster_id,
                kind=DELIBERATED[type(told)],
                at=told.at,
                record_sha256=record_sha256,
                facts=facts,
            )
        )


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
