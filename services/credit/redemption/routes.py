"""Redemptions over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.credit.account.errors import AccountNotOpen, ConflictOfInterest, InArrears
from services.credit.account.model import Account
from services.credit.account.queries import MEMBERS, OFFICERS, STEWARDS, visible
from services.credit.redemption import queries, use_cases
from services.credit.redemption.model import Redemption
from services.credit.redemption.schemas import (
    RedemptionSubmission,
    RedemptionView,
    RejectionSubmission,
)
from services.credit.redemption.states import RedemptionAction, RedemptionState
from services.credit.redemption_item.errors import (
    ItemNotValid,
    LimitReached,
    OutOfStock,
    TierTooLow,
)
from services.credit.transfer.errors import HoldOver, InsufficientCredits
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, problems, requires

router = APIRouter(prefix="/redemptions", tags=["redemptions"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]
Manager = Annotated[Actor, requires(Role.ORG_MANAGER)]
Steward = Annotated[Actor, requires(*STEWARDS)]
Decided = problems(Unknown, IllegalMove, ConflictOfInterest, AccountNotOpen, HoldOver)


@router.get("", response_model=Listed[RedemptionView])
async def list_redemptions(
    actor: Reader, begin: Begin, page: Page, state: RedemptionState | None = None
) -> Response:
    """The redemptions in the caller's scope, newest first."""
    async with begin() as uow:
        seen = queries.redemptions(actor)
        listed = await page_of(uow, seen, Redemption.id, page, {Redemption.state: state})
        return await uow.answer(200, Listed[RedemptionView], listed)


@router.get("/{redemption_id}", response_model=RedemptionView, responses=problems(Unknown))
async def read_redemption(redemption_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One redemption."""
    async with begin() as uow:
        redemption = await uow.get(Redemption, redemption_id, where=queries.visible(actor))
        return await uow.answer(200, RedemptionView, redemption)


@router.post(
    "",
    status_code=201,
    response_model=RedemptionView,
    responses=problems(
        Unknown,
        AccountNotOpen,
        InArrears,
        ItemNotValid,
        TierTooLow,
        OutOfStock,
        LimitReached,
        InsufficientCredits,
    ),
)
async def request_redemption(
    asked: RedemptionSubmission, actor: Manager, begin: BeginOnce
) -> Response:
    """Ask for an item: its price is held and one is set aside."""
    async with begin() as uow:
        mine = visible(actor) & Account.organization_id.in_(
            [grant.organization_id for grant in actor.grants if grant.role is Role.ORG_MANAGER]
        )
        account = await uow.get(Account, asked.account_id, where=mine)
        redemption = await use_cases.request_redemption(uow, account=account, item_id=asked.item_id)
        place = f"/redemptions/{redemption.id}"
        return await uow.answer(201, RedemptionView, redemption, place)


@router.post("/{redemption_id}/approval", response_model=RedemptionView, responses=Decided)
async def approve_redemption(redemption_id: UUID, actor: Steward, begin: Begin) -> Response:
    """Agree that the item is handed over."""
    async with begin() as uow:
        redemption = await queries.redemption_locked(uow, redemption_id, queries.decidable(actor))
        await use_cases.approve_redemption(uow, redemption=redemption)
        return await uow.answer(200, RedemptionView, redemption)


@router.post(
    "/{redemption_id}/fulfillment",
    response_model=RedemptionView,
    responses=Decided | problems(InArrears),
)
async def fulfill_redemption(redemption_id: UUID, actor: Steward, begin: BeginOnce) -> Response:
    """Hand the item over; the credits are spent."""
    async with begin() as uow:
        redemption = await queries.redemption_locked(uow, redemption_id, queries.decidable(actor))
        await use_cases.fulfill_redemption(uow, redemption=redemption)
        return await uow.answer(200, RedemptionView, redemption)


@router.post("/{redemption_id}/rejection", response_model=RedemptionView, responses=Decided)
async def reject_redemption(
    redemption_id: UUID, asked: RejectionSubmission, actor: Steward, begin: Begin
) -> Response:
    """Decline it, with a reason; the credits are free again."""
    async with begin() as uow:
        redemption = await queries.redemption_locked(uow, redemption_id, queries.decidable(actor))
        await use_cases.end_redemption(
            uow, redemption=redemption, action=RedemptionAction.REJECT, reason=asked.reason
        )
        return await uow.answer(200, RedemptionView, redemption)


@router.post("/{redemption_id}/cancellation", response_model=RedemptionView, responses=Decided)
async def cancel_redemption(redemption_id: UUID, actor: Manager, begin: Begin) -> Response:
    """Take it back; the credits are free again."""
    async with begin() as uow:
        redemption = await queries.redemption_locked(uow, redemption_id, queries.cancelable(actor))
        await use_cases.end_redemption(uow, redemption=redemption, action=RedemptionAction.CANCEL)
        return await uow.answer(200, RedemptionView, redemption)
