"""Credit accounts over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.credit.account.model import Account
from services.credit.account.queries import (
    MEMBERS,
    OFFICERS,
    accounts_seen_by,
    seen_account,
    with_balances,
)
from services.credit.account.schemas import AccountView
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/accounts", tags=["accounts"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]


@router.get("", response_model=Listed[AccountView], responses=problems(Unknown))
async def list_accounts(
    actor: Reader,
    begin: Begin,
    page: Page,
    holder: Annotated[UUID | None, Query(description="An organization")] = None,
    region: Annotated[UUID | None, Query(description="A region; its subtree is meant")] = None,
) -> Response:
    """The accounts in the caller's scope, the youngest first."""
    async with begin() as uow:
        seen = await accounts_seen_by(uow, actor, holder=holder, region_id=region)
        listed = await page_of(uow, seen, Account.id, page)
        listed["items"] = await with_balances(uow, listed["items"])
        return await uow.answer(200, Listed[AccountView], listed)


@router.get("/{account_id}", response_model=AccountView, responses=problems(Unknown))
async def read_account(account_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One account with its balance, and what is expected beside it."""
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        (shown,) = await with_balances(uow, [account])
        return await uow.answer(200, AccountView, shown)
