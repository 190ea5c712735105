"""Frozen months over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from services.credit.account.queries import MEMBERS, OFFICERS, seen_account
from services.credit.monthly_statement.model import MonthlyStatement
from services.credit.monthly_statement.schemas import MonthlyStatementView
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/accounts", tags=["statements"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]


@router.get(
    "/{account_id}/statements",
    response_model=Listed[MonthlyStatementView],
    responses=problems(Unknown),
)
async def list_statements(account_id: UUID, actor: Reader, begin: Begin, page: Page) -> Response:
    """The months of an account that are over, as they were frozen, the newest first."""
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        mine = select(MonthlyStatement).where(MonthlyStatement.account_id == account.id)
        found = await page_of(uow, mine, MonthlyStatement.id, page)
        items = [MonthlyStatementView.of(uow.base, one) for one in found["items"]]
        return await uow.answer(200, Listed[MonthlyStatementView], found | {"items": items})
