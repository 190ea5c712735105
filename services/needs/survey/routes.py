"""Surveys and rates over HTTP."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.needs.survey import use_cases
from services.needs.survey.errors import AlreadyAnswered, NotYourSurvey, PeriodReversed
from services.needs.survey.model import Survey
from services.needs.survey.queries import months_of, surveys
from services.needs.survey.rules import told
from services.needs.survey.schemas import Answer, RatesView, SurveyView
from shared.clock import day_of, midnight
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.schemas import Instant
from shared.web import Begin, Now, Public, SignedIn, problems

router = APIRouter(tags=["satisfaction"])

RATES_DAYS = 365
"""Period of the rates where none is given, ending now."""


@router.get("/surveys", response_model=Listed[SurveyView])
async def list_surveys(
    actor: SignedIn, begin: Begin, page: Page, order_id: UUID | None = None
) -> Response:
    """The surveys in sight, newest first."""
    async with begin() as uow:
        only = {Survey.order_id: order_id}
        found = await page_of(uow, surveys(actor), Survey.id, page, only)
        return await uow.answer(200, Listed[SurveyView], found)


@router.post(
    "/surveys/{survey_id}/answer",
    response_model=SurveyView,
    responses=problems(Unknown, NotYourSurvey, AlreadyAnswered),
)
async def answer(survey_id: UUID, asked: Answer, _: SignedIn, begin: Begin, now: Now) -> Response:
    """Say how it went, once."""
    async with begin() as uow:
        survey = await use_cases.answer_survey(
            uow, survey_id=survey_id, given=asked.model_dump(), at=now
        )
        return await uow.answer(200, SurveyView, survey)


@router.get("/rates", response_model=RatesView, responses=problems(PeriodReversed))
async def show_rates(
    organization_id: UUID,
    _: Public,
    begin: Begin,
    now: Now,
    since: Annotated[
        Instant | None, Query(alias="from", description="Asked since then; a year back unless told")
    ] = None,
    until: Annotated[Instant | None, Query(alias="to", description="Asked before then")] = None,
) -> Response:
    """How residents judged an organization's services in the months of a period that are over.

    Months with few answers are told with those after them, once there are enough of them.
    """
    ends: datetime = until or now
    begins: datetime = since or ends - timedelta(days=RATES_DAYS)
    if begins >= ends:
        raise PeriodReversed
    this_month = midnight(day_of(now).replace(day=1))
    async with begin() as uow:
        months = await months_of(uow, organization_id, before=this_month)
        found = told(months, since=begins, until=ends)
        shown = {"organization_id": organization_id} | found
        return await uow.answer(200, RatesView, shown)
