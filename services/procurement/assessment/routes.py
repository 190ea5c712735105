"""The assessment of a tender over HTTP (评标)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.assessment import errors, use_cases
from services.procurement.assessment.schemas import (
    Explanation,
    PanelSubmission,
    PriceDecision,
    QualificationCheck,
)
from services.procurement.bid.queries import BIDDERS
from services.procurement.bid.schemas import BidView
from services.procurement.claim.errors import NotYourOrganization
from services.procurement.fund.errors import OutOfCharge
from services.procurement.panel.errors import CustodianOnPanel, MemberTwice, PanelMalformed
from services.procurement.process.schemas import ProcessView
from services.procurement.project.errors import PartyToIt
from services.procurement.project.queries import AUTHORS
from services.procurement.review.errors import ReviewUnsigned
from shared.access import Actor
from shared.errors import Unknown
from shared.states import IllegalMove
from shared.web import Begin, problems, requires

router = APIRouter(tags=["tenders"])

Buyer = Annotated[Actor, requires(*AUTHORS)]
Bidder = Annotated[Actor, requires(*BIDDERS)]
DECIDED = (Unknown, OutOfCharge, PartyToIt, IllegalMove)


@router.post("/bids/{bid_id}/qualification", response_model=BidView, responses=problems(*DECIDED))
async def qualify(bid_id: UUID, asked: QualificationCheck, _: Buyer, begin: Begin) -> Response:
    """Say whether the bidder of an opened bid is qualified (资格审查)."""
    async with begin() as uow:
        told = asked.model_dump()
        bid = await use_cases.check_qualification(uow, bid_id=bid_id, **told)
        return await uow.answer(200, BidView, bid)


@router.post(
    "/processes/{process_id}/evaluation",
    response_model=ProcessView,
    responses=problems(
        *DECIDED,
        *(errors.NotAllChecked, CustodianOnPanel, PanelMalformed, MemberTwice),
    ),
)
async def evaluate(process_id: UUID, asked: PanelSubmission, _: Buyer, begin: Begin) -> Response:
    """Name the panel; it judges the qualified bids (`GET /reviews`)."""
    async with begin() as uow:
        process = await use_cases.begin_evaluation(
            uow, process_id=process_id, members=[one.model_dump() for one in asked.members]
        )
        return await uow.answer(200, ProcessView, process)


@router.post(
    "/bids/{bid_id}/explanation",
    response_model=BidView,
    responses=problems(Unknown, NotYourOrganization, errors.PriceNotInQuestion),
)
async def explain(bid_id: UUID, asked: Explanation, _: Bidder, begin: Begin) -> Response:
    """Explain one's abnormally low price."""
    async with begin() as uow:
        bid = await use_cases.explain_price(uow, bid_id=bid_id, text=asked.text)
        return await uow.answer(200, BidView, bid)


@router.post(
    "/bids/{bid_id}/price-decision",
    response_model=BidView,
    responses=problems(*DECIDED, errors.PriceNotInQuestion, errors.ExplanationAwaited),
)
async def decide(bid_id: UUID, asked: PriceDecision, _: Buyer, begin: Begin) -> Response:
    """Take down whether the panel accepts an abnormally low price."""
    async with begin() as uow:
        told = asked.model_dump()
        bid = await use_cases.decide_on_price(uow, bid_id=bid_id, **told)
        return await uow.answer(200, BidView, bid)


@router.post(
    "/processes/{process_id}/report",
    response_model=ProcessView,
    responses=problems(*DECIDED, ReviewUnsigned, errors.PricesUndecided),
)
async def report(process_id: UUID, _: Buyer, begin: Begin) -> Response:
    """Rank the bids by what the panel signed and by their prices."""
    async with begin() as uow:
        process = await use_cases.draw_up_report(uow, process_id=process_id)
        return await uow.answer(200, ProcessView, process)
