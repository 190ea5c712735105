"""Credit accounts over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.credit.account import use_cases
from services.credit.account.errors import ConflictOfInterest, FourEyes, StillListed
from services.credit.account.model import Account
from services.credit.account.queries import (
    MEMBERS,
    OFFICERS,
    STEWARDS,
    accounts_below,
    seen_account,
    stewarded,
    with_balances,
)
from services.credit.account.schemas import AccountView, MoveSubmission
from services.credit.account.states import AccountAction
from shared.access import Actor
from shared.database import Opener
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/accounts", tags=["accounts"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]
Steward = Annotated[Actor, requires(*STEWARDS)]
Moved = problems(Unknown, IllegalMove, FourEyes, ConflictOfInterest, StillListed)


@router.get("", response_model=Listed[AccountView], responses=problems(Unknown))
async def list_accounts(
    actor: Reader,
    begin: Begin,
    page: Page,
    *,
    holder: Annotated[UUID | None, Query(description="An organization")] = None,
    region: Annotated[UUID | None, Query(description="A region; its subtree is meant")] = None,
    tier: Annotated[int | None, Query(ge=0, le=4)] = None,
) -> Response:
    """The accounts in the caller's scope, the youngest first."""
    async with begin() as uow:
        only = {Account.organization_id: holder, Account.tier: tier}
        seen = await accounts_below(uow, actor, region)
        listed = await page_of(uow, seen, Account.id, page, only)
        listed["items"] = await with_balances(uow, listed["items"])
        return await uow.answer(200, Listed[AccountView], listed)


@router.get("/{account_id}", response_model=AccountView, responses=problems(Unknown))
async def read_account(account_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One account with its balance, and what is expected beside it."""
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        (shown,) = await with_balances(uow, [account])
        return await uow.answer(200, AccountView, shown)


@router.post("/{account_id}/freeze", response_model=AccountView, responses=Moved)
async def freeze_account(
    account_id: UUID, asked: MoveSubmission, actor: Steward, begin: Begin
) -> Response:
    """Stop spending: the first officer proposes it, a second one's call makes it so."""
    return await _move(account_id, AccountAction.FREEZE, asked, actor, begin)


@router.post("/{account_id}/thaw", response_model=AccountView, responses=Moved)
async def thaw_account(
    account_id: UUID, asked: MoveSubmission, actor: Steward, begin: Begin
) -> Response:
    """Let the organization spend again: proposed by one officer, made so by a second one."""
    return await _move(account_id, AccountAction.THAW, asked, actor, begin)


async def _move(
    account_id: UUID, action: AccountAction, asked: MoveSubmission, actor: Actor, begin: Opener
) -> Response:
    async with begin() as uow:
        account = await uow.get(Account, account_id, where=stewarded(actor))
        await use_cases.move_account(uow, account=account, action=action, reason=asked.reason)
        (shown,) = await with_balances(uow, [account])
        return await uow.answer(200, AccountView, shown)
