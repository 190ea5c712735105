"""Engagements over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.engagement import use_cases
from services.procurement.engagement.errors import (
    AlreadyEngaged,
    EngagementEnded,
    EvaluatorIsSupplier,
    EvaluatorTooFamiliar,
    OwnEvaluator,
)
from services.procurement.engagement.model import Engagement
from services.procurement.engagement.queries import engagements, visible
from services.procurement.engagement.schemas import EngagementView, NewEngagement
from services.procurement.fund.errors import OutOfCharge
from services.procurement.oversight.errors import OwnWork
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, SignedIn, problems

router = APIRouter(tags=["evaluations"])


@router.post(
    "/contracts/{contract_id}/engagements",
    status_code=201,
    response_model=EngagementView,
    responses=problems(
        *(Unknown, OutOfCharge, OwnWork, OwnEvaluator),
        *(EvaluatorIsSupplier, EvaluatorTooFamiliar, AlreadyEngaged),
    ),
)
async def engage(contract_id: UUID, asked: NewEngagement, begin: Begin, _: SignedIn) -> Response:
    """Engage a third party to judge the contract."""
    async with begin() as uow:
        engaged = await use_cases.engage(uow, contract_id=contract_id, **asked.model_dump())
        location = f"/engagements/{engaged.id}"
        return await uow.answer(201, EngagementView, engaged, location=location)


@router.get("/engagements", response_model=Listed[EngagementView])
async def list_engagements(
    actor: SignedIn, begin: Begin, page: Page, contract_id: UUID | None = None
) -> Response:
    """The engagements in sight, newest first: an evaluator's own, or the region's."""
    async with begin() as uow:
        only = {Engagement.contract_id: contract_id}
        found = await page_of(uow, engagements(actor), Engagement.id, page, only)
        return await uow.answer(200, Listed[EngagementView], found)


@router.get(
    "/engagements/{engagement_id}", response_model=EngagementView, responses=problems(Unknown)
)
async def show(engagement_id: UUID, actor: SignedIn, begin: Begin) -> Response:
    """One engagement."""
    async with begin() as uow:
        found = await uow.get(Engagement, engagement_id, where=visible(actor))
        return await uow.answer(200, EngagementView, found)


@router.post(
    "/engagements/{engagement_id}/ending",
    response_model=EngagementView,
    responses=problems(Unknown, OutOfCharge, OwnWork, EngagementEnded),
)
async def end(engagement_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """Take the contract from the evaluator; what it handed in stays."""
    async with begin() as uow:
        ended = await use_cases.end_engagement(uow, engagement_id=engagement_id)
        return await uow.answer(200, EngagementView, ended)
