"""What comes into the inbox of briefs, and what a buyer decides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.procurement.brief.model import TOLD, Brief
from services.procurement.brief.queries import briefs_of, visible
from services.procurement.brief.states import BriefState
from services.procurement.fund.queries import check_charge_of
from services.procurement.project import use_cases as projects
from services.procurement.project.model import Project
from services.procurement.project.queries import AUTHORS
from services.procurement.project.states import ProjectForm
from shared.contracts.needs import ClusterProposed
from shared.db import UnitOfWork


async def receive_brief(uow: UnitOfWork, *, fact: ClusterProposed) -> None:
    """Put a proposal into the inbox; of one cluster there is one open brief, the newest words."""
    known = await briefs_of(uow, fact.cluster_id)
    if any(brief.snapshot_sha256 == fact.snapshot_sha256 for brief in known):
        return
    waiting = [brief for brief in known if brief.state is BriefState.RECEIVED]
    if waiting:
        waiting[0].renew(fact)
    else:
        told: dict[str, Any] = {name: getattr(fact, name) for name in TOLD}
        uow.add(Brief(proposed_at=fact.at, **told))


async def withdraw_brief(uow: UnitOfWork, *, cluster_id: UUID, at: datetime) -> None:
    """The cluster was dissolved: there is nothing left to decide."""
    for brief in await briefs_of(uow, cluster_id):
        if brief.state is BriefState.RECEIVED:
            brief.withdraw(at=at)


async def accept_brief(
    uow: UnitOfWork, *, brief_id: UUID, plan: dict[str, Any], form: ProjectForm
) -> Project:
    """Make a brief a project of its region, with the plan given; it has no designers."""
    brief = await _brief_in_charge(uow, brief_id)
    brief.must_be_open()
    origin = {
        "region_id": brief.region_id,
        "form": form,
        "cluster_id": brief.cluster_id,
        "sources": brief.sources,
    }
    project = await projects.create_project(uow, origin=origin, plan=plan)
    brief.accept(project_id=project.id, by=uow.actor.id, at=uow.at)
    return project


async def reject_brief(uow: UnitOfWork, *, brief_id: UUID, reason: str) -> Brief:
    """Decline a brief, saying why."""
    brief = await _brief_in_charge(uow, brief_id)
    uow.emit(brief.reject(reason=reason, by=uow.actor.id, at=uow.at))
    return brief


async def _brief_in_charge(uow: UnitOfWork, brief_id: UUID) -> Brief:
    brief = await uow.get(Brief, brief_id, where=visible(uow.actor))
    await check_charge_of(uow, brief.region_id, *AUTHORS)
    return brief
