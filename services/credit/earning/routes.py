"""Earnings and the explanation of credits over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.credit.account.queries import MEMBERS, OFFICERS, seen_account
from services.credit.earning.model import Earning
from services.credit.earning.queries import earnings_of
from services.credit.earning.schemas import EarningView, TransferExplanationView
from services.credit.transfer.queries import seen_transfer
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, problems, requires

router = APIRouter(tags=["earnings"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]


@router.get(
    "/accounts/{account_id}/earnings",
    response_model=Listed[EarningView],
    responses=problems(Unknown),
)
async def list_earnings(account_id: UUID, actor: Reader, begin: Begin, page: Page) -> Response:
    """What an account earned and may expect, newest first, every revision with its arithmetic."""
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        listed = await page_of(uow, earnings_of(account.id), Earning.id, page)
        listed["items"] = [EarningView.of(earning) for earning in listed["items"]]
        return await uow.answer(200, Listed[EarningView], listed)


@router.get(
    "/transfers/{transfer_id}/explanation",
    response_model=TransferExplanationView,
    responses=problems(Unknown),
)
async def explain_transfer(transfer_id: UUID, actor: Reader, begin: Begin) -> Response:
    """What a transfer was for, and how its amount came about, in Chinese and English."""
    async with begin() as uow:
        told = TransferExplanationView.of(await seen_transfer(uow, actor, transfer_id))
        return await uow.answer(200, TransferExplanationView, told)
