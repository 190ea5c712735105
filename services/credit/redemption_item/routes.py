"""Redemption items over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.credit.account.queries import STEWARDS
from services.credit.redemption_item import use_cases
from services.credit.redemption_item.errors import CodeTaken
from services.credit.redemption_item.model import RedemptionItem
from services.credit.redemption_item.queries import items_offered, stewarded
from services.credit.redemption_item.schemas import (
    RedemptionItemSubmission,
    RedemptionItemView,
    StockSubmission,
)
from shared.access import Actor
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, Public, problems, requires

router = APIRouter(prefix="/redemption-items", tags=["redemption items"])

Steward = Annotated[Actor, requires(*STEWARDS)]


@router.get("", response_model=Listed[RedemptionItemView], responses=problems(Unknown))
async def list_items(
    _: Public,
    begin: Begin,
    page: Page,
    region: Annotated[UUID | None, Query(description="An organization's home region")] = None,
) -> Response:
    """What credits can be spent on, the newest first."""
    async with begin() as uow:
        offered = await items_offered(uow, region)
        listed = await page_of(uow, offered, RedemptionItem.id, page)
        return await uow.answer(200, Listed[RedemptionItemView], listed)


@router.get("/{item_id}", response_model=RedemptionItemView, responses=problems(Unknown))
async def read_item(item_id: UUID, _: Public, begin: Begin) -> Response:
    """One item."""
    async with begin() as uow:
        return await uow.answer(200, RedemptionItemView, await uow.see(RedemptionItem, item_id))


@router.post(
    "",
    status_code=201,
    response_model=RedemptionItemView,
    responses=problems(Unknown, BadValue, CodeTaken),
)
async def offer_item(asked: RedemptionItemSubmission, actor: Steward, begin: Begin) -> Response:
    """Offer something for credits."""
    if asked.valid_to is not None and asked.valid_to < asked.valid_from:
        raise BadValue("/valid_to", "截止日期早于开始日期。", "It ends before it begins.")
    async with begin() as uow:
        item = await use_cases.offer_item(uow, **asked.model_dump())
        place = f"/redemption-items/{item.id}"
        return await uow.answer(201, RedemptionItemView, item, place)


@router.post("/{item_id}/stock", response_model=RedemptionItemView, responses=problems(Unknown))
async def restock_item(
    item_id: UUID, asked: StockSubmission, actor: Steward, begin: Begin
) -> Response:
    """Say how many of an item there are from now on."""
    async with begin() as uow:
        item = await uow.get(RedemptionItem, item_id, where=stewarded(actor))
        item.stock = asked.stock
        return await uow.answer(200, RedemptionItemView, item)
