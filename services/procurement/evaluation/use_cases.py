"""What can be done with evaluations."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from services.procurement.contract.model import Contract
from services.procurement.contract.states import ContractState
from services.procurement.engagement.errors import EvaluatorIsSupplier
from services.procurement.engagement.queries import engagement_of, evaluators_of
from services.procurement.evaluation import queries
from services.procurement.evaluation.errors import (
    EvaluatedBefore,
    LogsNotDrawn,
    NotEngaged,
    NotEvaluable,
    OnePartEach,
    PartGiven,
    PartsMissing,
)
from services.procurement.evaluation.model import Evaluation, EvaluationPart
from services.procurement.evaluation.rules import Indicator, score_of
from services.procurement.evaluation.states import Part, Phase
from services.procurement.oversight.queries import (
    CHECKERS,
    check_accepts,
    check_charge,
    check_not_own,
    contract_overseen,
)
from services.procurement.project.model import Project
from services.procurement.project.states import ProjectAction
from services.procurement.succession.queries import related
from services.procurement.worker_replica.queries import is_of
from shared.access import Role
from shared.db import UnitOfWork
from shared.states import Named

EVALUABLE = (ContractState.ACTIVE, ContractState.TERMINATED)
"""What was delivered under a terminated contract is settled too."""


async def open_evaluation(uow: UnitOfWork, *, contract_id: UUID, phase: Phase) -> Evaluation:
    """Ask all three parties; a first failure may be evaluated once more after rectification."""
    contract = await contract_overseen(uow, contract_id)
    await check_charge(uow, contract, *CHECKERS)
    if contract.state not in EVALUABLE:
        raise NotEvaluable(state=contract.state)
    before = await queries.latest(uow, contract.id, phase)
    if before is not None and not before.may_rectify(at=uow.at):
        raise EvaluatedBefore(phase=phase, state=before.state)
    opened = Evaluation(
        contract_id=contract.id,
        project_id=contract.project_id,
        cluster_id=contract.cluster_id,
        region_id=contract.region_id,
        organization_id=contract.organization_id,
        phase=phase,
        round_no=1 if before is None else before.round_no + 1,
        opened_by=uow.actor.id,
        opened_at=uow.at,
    )
    uow.add(opened)
    return opened


async def give_government_part(
    uow: UnitOfWork,
    *,
    evaluation_id: UUID,
    indicators: Sequence[Indicator],
    log_ids: Sequence[UUID],
    comment: str,
) -> Evaluation:
    """The word of the buyer's side, not of somebody whose organization judges as third party."""
    evaluation = await _load(uow, evaluation_id)
    contract = await uow.session.get_one(Contract, evaluation.contract_id)
    await check_accepts(uow, contract, *CHECKERS, Role.SUPERVISING_AUTHORITY)
    if await is_of(uow, *await evaluators_of(uow, contract.id)):
        raise OnePartEach
    part = _part(uow, evaluation, Part.GOVERNMENT, indicators)
    return await _give(uow, evaluation, part, log_ids, comment)


async def give_third_party_part(
    uow: UnitOfWork,
    *,
    evaluation_id: UUID,
    indicators: Sequence[Indicator],
    log_ids: Sequence[UUID],
    comment: str,
) -> Evaluation:
    """The word of the evaluator engaged for the contract, a stranger to the supplier."""
    evaluation = await _load(uow, evaluation_id)
    engaged = await engagement_of(uow, evaluation.contract_id)
    if engaged is None:
        raise NotEngaged
    await check_not_own(uow, evaluation)
    evaluator = engaged.evaluator_organization_id
    if await related(uow, [evaluator], [evaluation.organization_id]):
        raise EvaluatorIsSupplier
    part = _part(uow, evaluation, Part.THIRD_PARTY, indicators)
    part.evaluator_organization_id = evaluator
    return await _give(uow, evaluation, part, log_ids, comment)


async def finalize_evaluation(uow: UnitOfWork, *, evaluation_id: UUID) -> Evaluation:
    """Count the residents' answers, weigh the three parts, and give the grade."""
    evaluation = await _load(uow, evaluation_id)
    await check_charge(uow, evaluation, *CHECKERS, Role.SUPERVISING_AUTHORITY)
    evaluation.must_be_open()
    given = {part.part: part.score for part in await queries.parts_of(uow, evaluation.id)}
    missing: list[Named] = [part for part in Part if part not in given]
    if missing:
        raise PartsMissing(missing=missing)
    contract = await uow.session.get_one(Contract, evaluation.contract_id)
    residents = await queries.residents_of(uow, evaluation)
    uow.emit(evaluation.finalize(given, residents, contract.rules, at=uow.at))
    last = evaluation.phase is Phase.FINAL and contract.state is ContractState.ACTIVE
    if last and evaluation.round_no == 1:
        (await uow.get(Project, contract.project_id)).move(ProjectAction.EVALUATE)
    return evaluation


async def waive_residents(uow: UnitOfWork, *, evaluation_id: UUID, reason: str) -> Evaluation:
    """Let a contract be settled although no resident answered (Implementing Regulation, art. 45).

    Only the supervising authority may, and says why.
    """
    evaluation = await _load(uow, evaluation_id)
    await check_charge(uow, evaluation, Role.SUPERVISING_AUTHORITY)
    evaluation.waive_residents(reason=reason, by=uow.actor.id)
    return evaluation


async def _load(uow: UnitOfWork, evaluation_id: UUID) -> Evaluation:
    return await uow.get(Evaluation, evaluation_id, where=queries.visible(uow.actor))


def _part(
    uow: UnitOfWork, evaluation: Evaluation, part: Part, indicators: Sequence[Indicator]
) -> EvaluationPart:
    evaluation.must_be_open()
    return EvaluationPart(
        evaluation_id=evaluation.id,
        part=part,
        indicators=[asdict(one) for one in indicators],
        score=score_of(indicators),
        log_ids=[],
        comment="",
        given_by=uow.actor.id,
        evaluator_organization_id=None,
        given_at=uow.at,
    )


async def _give(
    uow: UnitOfWork,
    evaluation: Evaluation,
    part: EvaluationPart,
    log_ids: Sequence[UUID],
    comment: str,
) -> Evaluation:
    for before in await queries.parts_of(uow, evaluation.id):
        if before.part is part.part:
            raise PartGiven(given_at=before.given_at)
        if before.given_by == part.given_by:
            raise OnePartEach
    known = await queries.drawn_among(uow, evaluation.contract_id, log_ids)
    if known != len(log_ids):
        raise LogsNotDrawn("/log_ids", unknown=len(log_ids) - known)
    part.log_ids, part.comment = [str(log_id) for log_id in log_ids], comment
    uow.add(part)
    return evaluation
