"""Annual evaluations over HTTP; read only, for the registry grants them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.credit.account.queries import MEMBERS, OFFICERS, seen_account
from services.credit.annual_evaluation.model import AnnualEvaluation
from services.credit.annual_evaluation.queries import evaluations_of
from services.credit.annual_evaluation.schemas import AnnualEvaluationView
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/accounts", tags=["annual evaluations"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]


@router.get(
    "/{account_id}/annual-evaluations",
    response_model=Listed[AnnualEvaluationView],
    responses=problems(Unknown),
)
async def list_evaluations(account_id: UUID, actor: Reader, begin: Begin, page: Page) -> Response:
    """What each year's performance evaluation earned, newest first."""
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        mine = evaluations_of(account.organization_id)
        rows = await page_of(uow, mine, AnnualEvaluation.id, page)
        return await uow.answer(200, Listed[AnnualEvaluationView], rows)
