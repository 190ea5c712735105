"""What can be done with a project. The project is locked before its funds."""

from typing import Any
from uuid import UUID

from services.procurement.fund import use_cases as funds
from services.procurement.fund.queries import check_charge_of, check_serves
from services.procurement.project.model import Project
from services.procurement.project.queries import (
    APPROVERS,
    AUTHORS,
    FUNDERS,
    check_communities,
    project_in_charge,
)
from services.procurement.project.states import ProjectAction
from shared import ids, policy
from shared.contracts.procurement import BriefRejected
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter

CONSULTATION = Parameter(
    "project.consultation",
    Duration,
    default=Duration(value=5, unit="wd"),
    source="spec/procurement.md §2.2",
)
"""How long the public is heard on a project in which residents had no say yet."""


async def create_project(
    uow: UnitOfWork, *, origin: dict[str, Any], plan: dict[str, Any], place: str = ""
) -> Project:
    """Draft a project; `origin` is its region_id, form, sources and cluster_id.

    What is wrong with the plan is told below `place`, where it stands in the body.
    """
    await _check_plan(uow, origin["region_id"], plan, place=place)
    project = Project(author_id=uow.actor.id, **origin, **plan)
    project.involve(uow.actor.person_id)
    project.seal(place=place)
    uow.add(project)
    return project


async def revise_project(uow: UnitOfWork, *, project_id: UUID, plan: dict[str, Any]) -> Project:
    """Write the plan of a draft, or of a project that was sent back, anew."""
    project = await project_in_charge(uow, project_id, *AUTHORS)
    await _check_plan(uow, project.region_id, plan, place="")
    project.plan(plan, by=uow.actor.id)
    project.involve(uow.actor.person_id)
    return project


async def open_consultation(uow: UnitOfWork, *, project_id: UUID) -> Project:
    """Ask the public for its opinion for as long as the city's policy says."""
    project = await project_in_charge(uow, project_id, *AUTHORS)
    length = await CONSULTATION.value(uow, region_id=project.region_id, at=uow.at)
    project.consult(ends_at=due(uow.at, length).at)
    return project


async def submit_project(uow: UnitOfWork, *, project_id: UUID) -> Project:
    """Hand the plan in for approval."""
    project = await project_in_charge(uow, project_id, *AUTHORS)
    project.submit(at=uow.at)
    return project


async def send_back(uow: UnitOfWork, *, project_id: UUID, reason: str) -> Project:
    """Return the plan to its author with what has to change."""
    project = await project_in_charge(uow, project_id, *APPROVERS)
    project.send_back(reason=reason)
    return project


async def approve_project(uow: UnitOfWork, *, project_id: UUID) -> Project:
    """Approve what a colleague has planned."""
    project = await project_in_charge(uow, project_id, *APPROVERS)
    project.approve(by=uow.actor.id, at=uow.at)
    project.involve(uow.actor.person_id)
    return project


async def fund_project(uow: UnitOfWork, *, project_id: UUID) -> Project:
    """Reserve the whole budget, in all its funds or in none; then the cluster's asking is met."""
    project = await project_in_charge(uow, project_id, *FUNDERS)
    fact = project.fund(by=uow.actor.id, at=uow.at)
    project.involve(uow.actor.person_id)
    key = ids.derived(project.id, "reserve")
    await funds.reserve(uow, lines=project.budget_lines, ref=project.id, key=key)
    if project.cluster_id is not None:
        uow.emit(fact)
    return project


async def cancel_project(uow: UnitOfWork, *, project_id: UUID, reason: str) -> Project:
    """Give the project up before any contract: its money is released, who asked is told."""
    project = await project_in_charge(uow, project_id, *AUTHORS)
    project.end(ProjectAction.CANCEL, reason=reason, at=uow.at)
    if project.funded_at is not None:
        await release_budget(uow, project=project, lines=project.budget_lines)
    if project.cluster_id is not None:
        where = {"cluster_id": project.cluster_id, "region_id": project.region_id}
        uow.emit(BriefRejected(**where, reason=reason, at=uow.at))
    return project


async def release_budget(uow: UnitOfWork, *, project: Project, lines: funds.Lines) -> None:
    """Give back what the project no longer needs of its reservation; happens once."""
    key = ids.derived(project.id, "release")
    await funds.release(uow, lines=lines, ref=project.id, key=key)


async def take_up_rules(uow: UnitOfWork, *, project: Project) -> None:
    """Start its process with the numbers that hold now; later ones do not touch it."""
    project.rules = await policy.snapshot(uow, region_id=project.region_id, at=uow.at)


async def close(uow: UnitOfWork, *, project_id: UUID, reason: str | None) -> None:
    """Everything is settled, or its contract was terminated for a reason."""
    project = await uow.get(Project, project_id)
    if reason is None:
        project.move(ProjectAction.CLOSE)
    else:
        project.end(ProjectAction.TERMINATE, reason=reason, at=uow.at)


async def _check_plan(
    uow: UnitOfWork, region_id: UUID, plan: dict[str, Any], *, place: str
) -> None:
    region = await check_charge_of(uow, region_id, *AUTHORS)
    await check_communities(uow, region, plan["communities"], place=place)
    named = [UUID(line["fund_id"]) for line in plan["budget_lines"]]
    await check_serves(uow, named, region=region, purpose=plan["purpose"])
