"""The chain need → brief → project → claim → contract → logs → evaluation → settlement.

Public: it holds no person, no narrative and no beneficiary's token.
"""

from uuid import UUID

from sqlalchemy import func, select

from services.procurement.brief.model import Brief
from services.procurement.contract.model import Contract
from services.procurement.contract.states import ContractState
from services.procurement.evaluation.model import Evaluation
from services.procurement.evaluation.states import EvaluationState
from services.procurement.project.model import Project
from services.procurement.project.states import ProjectState
from services.procurement.provenance.rules import Link
from services.procurement.service_log.model import ServiceLog
from services.procurement.service_log.queries import last_link
from services.procurement.service_log.states import LogState
from services.procurement.settlement.model import Settlement
from shared.db import UnitOfWork

P, C = ProjectState, ContractState
PUBLIC = Project.state.in_(
    (P.FUNDED, P.PROCURING, P.CONTRACTED, P.DELIVERING, P.EVALUATED, P.CLOSED, P.TERMINATED)
)
"""From the moment its money is reserved, anyone may follow a project."""

BINDING = (C.SIGNED, C.ACTIVE, C.COMPLETED, C.TERMINATED)


async def provenance_of(uow: UnitOfWork, project_id: UUID) -> list[Link]:
    """Every link of a public project that exists by now."""
    project = await uow.see(Project, project_id, PUBLIC)
    signed = select(Contract).where(Contract.project_id == project.id, Contract.state.in_(BINDING))
    links = [*await _origin(uow, project), _project(project)]
    for contract in await uow.session.scalars(signed.order_by(Contract.id)):
        links += [*_contract(contract), await _logs(uow, contract)]
        links += [*await _evaluations(uow, contract), *await _settlements(uow, contract)]
    return links


async def _origin(uow: UnitOfWork, project: Project) -> list[Link]:
    links = [
        Link(source["type"], UUID(source["id"]), source["snapshot_sha256"])
        for source in project.sources
    ]
    for brief in await uow.session.scalars(select(Brief).where(Brief.project_id == project.id)):
        told = {"households": brief.households, "needs": brief.need_count, "rule": brief.rule}
        links.append(Link("brief", brief.id, brief.snapshot_sha256, told=told))
    return links


def _project(project: Project) -> Link:
    sources = [source["snapshot_sha256"] for source in project.sources]
    told = {"title": project.title, "state": project.state}
    return Link("project", project.id, project.record_sha256, sources, project.record, told)


def _contract(contract: Contract) -> list[Link]:
    before = [contract.project_sha256, contract.claim_sha256]
    told = {"organization_id": str(contract.organization_id), "state": contract.state}
    return [
        Link("claim", contract.claim_id, contract.claim_sha256),
        Link("contract", contract.id, contract.record_sha256, before, contract.record, told),
    ]


async def _logs(uow: UnitOfWork, contract: Contract) -> Link:
    counted = select(
        func.count(), func.count().filter(ServiceLog.state == LogState.VERIFIED)
    ).where(ServiceLog.contract_id == contract.id)
    logs, verified = (await uow.session.execute(counted)).one()
    _, head = await last_link(uow, contract)
    told = {"logs": logs, "verified": verified}
    return Link("service_logs", contract.id, head, [contract.record_sha256], told=told)


async def _evaluations(uow: UnitOfWork, contract: Contract) -> list[Link]:
    final = select(Evaluation).where(
        Evaluation.contract_id == contract.id, Evaluation.state == EvaluationState.FINALIZED
    )
    return [
        Link(
            "evaluation",
            found.id,
            found.record_sha256,
            told={"phase": found.phase, "score": found.score, "grade": found.grade},
        )
        for found in await uow.session.scalars(final.order_by(Evaluation.id))
    ]


async def _settlements(uow: UnitOfWork, contract: Contract) -> list[Link]:
    agreed = select(Settlement).where(
        Settlement.contract_id == contract.id, Settlement.confirmed_at.is_not(None)
    )
    return [
        _settlement(found) for found in await uow.session.scalars(agreed.order_by(Settlement.id))
    ]


def _settlement(found: Settlement) -> Link:
    contained = [found.contract_sha256, found.evaluation_sha256, found.logs_head]
    follows = [sha for sha in contained if sha]
    told = {
        "gate": found.gate,
        "state": found.state,
        "payable": found.amount("payable").model_dump(),
    }
    return Link("settlement", found.id, found.record_sha256, follows, told=told)
