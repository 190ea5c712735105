"""Evaluations over HTTP."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.engagement.errors import EvaluatorIsSupplier
from services.procurement.evaluation import queries, use_cases
from services.procurement.evaluation.errors import (
    EvaluatedBefore,
    IndicatorsNotWhole,
    LogsNotDrawn,
    NotEngaged,
    NotEvaluable,
    OnePartEach,
    PartGiven,
    PartsMissing,
    ResidentsHeard,
)
from services.procurement.evaluation.model import Evaluation
from services.procurement.evaluation.schemas import (
    EvaluationSummary,
    EvaluationView,
    NewEvaluation,
    PartGivenBody,
    Waiver,
    shown,
)
from services.procurement.evaluation.states import EvaluationState
from services.procurement.fund.errors import OutOfCharge
from services.procurement.oversight.errors import DutyConflict, OwnWork
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, SignedIn, problems

router = APIRouter(tags=["evaluations"])


@router.post(
    "/contracts/{contract_id}/evaluations",
    status_code=201,
    response_model=EvaluationView,
    responses=problems(Unknown, OutOfCharge, OwnWork, NotEvaluable, EvaluatedBefore),
)
async def open_(contract_id: UUID, asked: NewEvaluation, begin: Begin, _: SignedIn) -> Response:
    """Ask all three parties for their word on a phase of the contract."""
    async with begin() as uow:
        opened = await use_cases.open_evaluation(uow, contract_id=contract_id, phase=asked.phase)
        return await _answer(uow, 201, opened)


@router.get("/evaluations", response_model=Listed[EvaluationSummary])
async def list_evaluations(
    actor: SignedIn,
    begin: Begin,
    page: Page,
    contract_id: UUID | None = None,
    state: EvaluationState | None = None,
) -> Response:
    """The evaluations in sight, newest first."""
    async with begin() as uow:
        only = {Evaluation.contract_id: contract_id, Evaluation.state: state}
        found = await page_of(uow, queries.evaluations(actor), Evaluation.id, page, only)
        return await uow.answer(200, Listed[EvaluationSummary], found)


@router.get(
    "/evaluations/{evaluation_id}", response_model=EvaluationView, responses=problems(Unknown)
)
async def show(evaluation_id: UUID, actor: SignedIn, begin: Begin) -> Response:
    """One evaluation; what each party said is in it once it is final."""
    async with begin() as uow:
        found = await uow.get(Evaluation, evaluation_id, where=queries.visible(actor))
        return await _answer(uow, 200, found)


@router.post(
    "/evaluations/{evaluation_id}/government-part",
    response_model=EvaluationView,
    responses=problems(
        *(Unknown, OutOfCharge, OwnWork, DutyConflict, OnePartEach, PartGiven),
        *(IndicatorsNotWhole, LogsNotDrawn, IllegalMove),
    ),
)
async def give_government_part(
    evaluation_id: UUID, asked: PartGivenBody, begin: BeginOnce, _: SignedIn
) -> Response:
    """The word of the buyer's side, given once."""
    async with begin() as uow:
        changed = await use_cases.give_government_part(
            uow, evaluation_id=evaluation_id, **asked.given()
        )
        return await _answer(uow, 200, changed)


@router.post(
    "/evaluations/{evaluation_id}/third-party-part",
    response_model=EvaluationView,
    responses=problems(
        *(Unknown, NotEngaged, OwnWork, EvaluatorIsSupplier, OnePartEach, PartGiven),
        *(IndicatorsNotWhole, LogsNotDrawn, IllegalMove),
    ),
)
async def give_third_party_part(
    evaluation_id: UUID, asked: PartGivenBody, begin: BeginOnce, _: SignedIn
) -> Response:
    """The word of the engaged evaluator, given once; see docs/guides/evaluator.md."""
    async with begin() as uow:
        changed = await use_cases.give_third_party_part(
            uow, evaluation_id=evaluation_id, **asked.given()
        )
        return await _answer(uow, 200, changed)


@router.post(
    "/evaluations/{evaluation_id}/finalization",
    response_model=EvaluationView,
    responses=problems(Unknown, OutOfCharge, OwnWork, PartsMissing, IllegalMove),
)
async def finalize(evaluation_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """Count the residents' answers and give the grade; nothing in it changes afterwards."""
    async with begin() as uow:
        final = await use_cases.finalize_evaluation(uow, evaluation_id=evaluation_id)
        return await _answer(uow, 200, final)


@router.post(
    "/evaluations/{evaluation_id}/resident-waiver",
    response_model=EvaluationView,
    responses=problems(Unknown, OutOfCharge, OwnWork, ResidentsHeard),
)
async def waive_residents(
    evaluation_id: UUID, asked: Waiver, begin: Begin, _: SignedIn
) -> Response:
    """The supervising authority lets it be settled although no resident answered."""
    async with begin() as uow:
        changed = await use_cases.waive_residents(
            uow, evaluation_id=evaluation_id, reason=asked.reason
        )
        return await _answer(uow, 200, changed)


async def _answer(uow: UnitOfWork, status: int, evaluation: Evaluation) -> Response:
    await uow.flush()
    told: Any = shown(evaluation, await queries.parts_of(uow, evaluation.id))
    location = f"/evaluations/{evaluation.id}" if status == 201 else None  # noqa: PLR2004
    return await uow.answer(status, EvaluationView, told, location=location)
