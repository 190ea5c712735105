"""Sealed bids over HTTP."""

import json
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.procurement.bid import errors, queries, use_cases
from services.procurement.bid.model import Bid, BidReceipt
from services.procurement.bid.schemas import (
    BidAnswer,
    BidSubmission,
    BidView,
    ContentsView,
    ReceiptView,
    Replacement,
)
from services.procurement.claim.errors import (
    DesignerConflict,
    Ineligible,
    NotYourOrganization,
    SeriouslyListed,
)
from services.procurement.panel.queries import JUDGES
from services.procurement.project.errors import PartyToIt
from shared.access import Actor
from shared.errors import Unknown
from shared.money import Money
from shared.pages import Listed, Page, page_of
from shared.schemas import merge
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, problems, requires

router = APIRouter(tags=["bids"])

Bidder = Annotated[Actor, requires(*queries.BIDDERS)]
Reader = Annotated[Actor, requires(*queries.BIDDERS, *queries.READERS, *JUDGES)]
IN_TIME = (Unknown, NotYourOrganization, errors.BidLate, errors.TenderOver)
MAY_BID = (
    *(PartyToIt, Ineligible, SeriouslyListed, DesignerConflict, errors.CustodianConflict),
    *(errors.WrongAttempt, errors.NotSealed),
)


async def received(request: Request) -> datetime:
    """When the whole body was there: the strict parser in front has read it by now."""
    at: datetime = request.app.state.now()
    return at


Received = Annotated[datetime, Depends(received)]


@router.post(
    "/processes/{process_id}/bids",
    status_code=201,
    response_model=BidAnswer,
    responses=problems(*IN_TIME, *MAY_BID, errors.DuplicateBidder),
)
async def submit(
    process_id: UUID, asked: BidSubmission, received_at: Received, _: Bidder, begin: BeginOnce
) -> Response:
    """Send a sealed bid; it counts if all of it was here before the deadline."""
    async with begin() as uow:
        bid, receipt = await use_cases.submit_bid(
            uow,
            process_id=process_id,
            organization_id=asked.organization_id,
            sealed=(asked.attempt, asked.parts.raw),
            received_at=received_at,
        )
        await uow.flush()
        told = merge(bid, receipt=receipt)
        return await uow.answer(201, BidAnswer, told, location=f"/bids/{bid.id}")


@router.post(
    "/bids/{bid_id}/replacement",
    response_model=BidAnswer,
    responses=problems(*IN_TIME, *MAY_BID, IllegalMove),
)
async def replace(
    bid_id: UUID, asked: Replacement, received_at: Received, _: Bidder, begin: BeginOnce
) -> Response:
    """Send another bid in its place, until the deadline; the last attempt counts."""
    async with begin() as uow:
        bid, receipt = await use_cases.replace_bid(
            uow, bid_id=bid_id, sealed=(asked.attempt, asked.parts.raw), received_at=received_at
        )
        await uow.flush()
        return await uow.answer(200, BidAnswer, merge(bid, receipt=receipt))


@router.post(
    "/bids/{bid_id}/withdrawal",
    response_model=BidAnswer,
    responses=problems(*IN_TIME, IllegalMove),
)
async def withdraw(bid_id: UUID, received_at: Received, _: Bidder, begin: BeginOnce) -> Response:
    """Take a bid back, until the deadline."""
    async with begin() as uow:
        bid, receipt = await use_cases.withdraw_bid(uow, bid_id=bid_id, received_at=received_at)
        await uow.flush()
        return await uow.answer(200, BidAnswer, merge(bid, receipt=receipt))


@router.get("/bids", response_model=Listed[BidView])
async def list_bids(
    actor: Reader, begin: Begin, page: Page, process_id: UUID | None = None
) -> Response:
    """My organization's bids; for staff and the panel those that were opened, newest first."""
    async with begin() as uow:
        only = {Bid.process_id: process_id}
        found = await page_of(uow, queries.bids(actor), Bid.id, page, only)
        return await uow.answer(200, Listed[BidView], found)


@router.get("/bids/{bid_id}", response_model=BidView, responses=problems(Unknown))
async def show(bid_id: UUID, _: Reader, begin: Begin) -> Response:
    """One bid."""
    async with begin() as uow:
        return await uow.answer(200, BidView, await queries.seen_bid(uow, bid_id))


@router.get(
    "/bids/{bid_id}/contents",
    response_model=ContentsView,
    responses=problems(Unknown, errors.NotOpened),
)
async def show_contents(bid_id: UUID, _: Reader, begin: Begin) -> Response:
    """What was in a bid, once it was opened."""
    async with begin() as uow:
        bid = await queries.seen_bid(uow, bid_id)
        if bid.contents is None or bid.unit_prices is None:
            raise errors.NotOpened
        told = json.loads(uow.vault.open(queries.CONTENTS, bid.id, bid.contents))
        prices = {item: Money.of_fen(fen) for item, fen in bid.unit_prices.items()}
        return await uow.answer(200, ContentsView, told | {"unit_prices": prices})


@router.get(
    "/bids/{bid_id}/receipts", response_model=Listed[ReceiptView], responses=problems(Unknown)
)
async def list_receipts(bid_id: UUID, _: Reader, begin: Begin, page: Page) -> Response:
    """What came in for a bid, and when; newest first."""
    async with begin() as uow:
        bid = await queries.seen_bid(uow, bid_id)
        found = await page_of(uow, queries.receipts(bid.id), BidReceipt.id, page)
        return await uow.answer(200, Listed[ReceiptView], found)
