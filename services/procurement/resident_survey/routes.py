"""Resident surveys over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import Response

from services.procurement.fund.errors import OutOfCharge
from services.procurement.oversight.errors import OwnWork
from services.procurement.resident_survey import use_cases
from services.procurement.resident_survey.errors import (
    NobodyToAsk,
    SurveyOver,
    SurveyUsed,
    UnknownSurvey,
)
from services.procurement.resident_survey.schemas import (
    LinksView,
    ResidentAnswer,
    ResidentsAsked,
    ThanksView,
)
from shared.errors import Unknown
from shared.idempotency import unkept
from shared.states import IllegalMove
from shared.web import Begin, Public, SignedIn, problems

router = APIRouter(tags=["evaluations"])

SurveyToken = Annotated[str, Path(max_length=128)]


@router.post(
    "/evaluations/{evaluation_id}/resident-surveys",
    status_code=201,
    response_model=LinksView,
    responses=problems(Unknown, OutOfCharge, OwnWork, NobodyToAsk, IllegalMove),
)
async def ask(evaluation_id: UUID, asked: ResidentsAsked, begin: Begin, _: SignedIn) -> Response:
    """Links for beneficiaries chosen by lot; the community hands them out, never the supplier."""
    async with begin() as uow:
        links = await use_cases.ask_residents(uow, evaluation_id=evaluation_id, count=asked.count)
    return unkept(201, LinksView, {"items": links})


@router.post(
    "/resident-surveys/{token}/answer",
    response_model=ThanksView,
    responses=problems(UnknownSurvey, SurveyUsed, SurveyOver),
)
async def answer(token: SurveyToken, asked: ResidentAnswer, begin: Begin, _: Public) -> Response:
    """A resident's word, without an account; each link serves once."""
    async with begin() as uow:
        await use_cases.answer_survey(uow, token=token, score=asked.score)
        return await uow.answer(200, ThanksView, {"accepted": True})
