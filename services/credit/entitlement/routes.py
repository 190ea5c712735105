"""Entitlements over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.credit.account.errors import AccountNotOpen, ConflictOfInterest
from services.credit.account.model import Account
from services.credit.account.queries import MEMBERS, OFFICERS, STEWARDS, seen_account, stewarded
from services.credit.entitlement import use_cases
from services.credit.entitlement.errors import NotEntitled, UsedUp
from services.credit.entitlement.model import EntitlementUse
from services.credit.entitlement.queries import entitlements_of, uses
from services.credit.entitlement.schemas import EntitlementsView, UseSubmission, UseView
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, BeginOnce, problems, requires

router = APIRouter(tags=["entitlements"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]
Steward = Annotated[Actor, requires(*STEWARDS)]


@router.get(
    "/accounts/{account_id}/entitlements",
    response_model=EntitlementsView,
    responses=problems(Unknown),
)
async def list_entitlements(account_id: UUID, actor: Reader, begin: Begin) -> Response:
    """What an account's tier brings, and what is left of it."""
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        items = await entitlements_of(uow, account)
        shown = {"account_id": account.id, "tier": account.tier, "items": items}
        return await uow.answer(200, EntitlementsView, shown)


@router.get("/entitlements/{code}/uses", response_model=Listed[UseView])
async def list_uses(
    code: str,
    actor: Reader,
    begin: Begin,
    page: Page,
    account: Annotated[UUID | None, Query(description="One account; all in scope without")] = None,
) -> Response:
    """Each time an organization used what its tier brings, the newest first."""
    async with begin() as uow:
        only = {EntitlementUse.code: code, EntitlementUse.account_id: account}
        listed = await page_of(uow, uses(actor), EntitlementUse.id, page, only)
        return await uow.answer(200, Listed[UseView], listed)


@router.post(
    "/entitlements/{code}/uses",
    status_code=201,
    response_model=UseView,
    responses=problems(Unknown, NotEntitled, AccountNotOpen, UsedUp, ConflictOfInterest),
)
async def use_entitlement(
    code: str, asked: UseSubmission, actor: Steward, begin: BeginOnce
) -> Response:
    """Record that an organization used what its tier brings."""
    async with begin() as uow:
        account = await uow.get(Account, asked.account_id, where=stewarded(actor))
        use = await use_cases.use_entitlement(
            uow, account=account, code=code, quantity=asked.quantity
        )
        return await uow.answer(201, UseView, use, f"/accounts/{account.id}/entitlements")
