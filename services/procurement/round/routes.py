"""Rounds over HTTP (公益创投)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from services.procurement.fund.errors import (
    FundOutOfReach,
    FundUnusable,
    InsufficientFunds,
    OutOfCharge,
    PurposeMismatch,
)
from services.procurement.panel.errors import (
    CriteriaNotWhole,
    CriterionTwice,
    MemberTwice,
    PanelMalformed,
)
from services.procurement.project.errors import FourEyes, PartyToIt
from services.procurement.project.queries import AUTHORS, FUNDERS
from services.procurement.project.schemas import Reason
from services.procurement.review.errors import ReviewUnsigned
from services.procurement.round import errors, use_cases
from services.procurement.round.model import Round
from services.procurement.round.schemas import (
    NeedSubmission,
    PanelSubmission,
    RoadshowPlan,
    RoundPlan,
    RoundSubmission,
    RoundView,
)
from services.procurement.round.states import RoundState
from shared.access import Actor
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginEdit, BeginOnce, Public, problems, requires

router = APIRouter(prefix="/rounds", tags=["rounds"])

Buyer = Annotated[Actor, requires(*AUTHORS)]
Finance = Annotated[Actor, requires(*FUNDERS)]
CRITERIA = (CriteriaNotWhole, CriterionTwice)
PLAN = (Unknown, OutOfCharge, FundOutOfReach, PurposeMismatch, BadValue, *CRITERIA)
MOVE = (Unknown, OutOfCharge, IllegalMove)


@router.post("", status_code=201, response_model=RoundView, responses=problems(*PLAN))
async def create(asked: RoundSubmission, _: Buyer, begin: BeginOnce) -> Response:
    """Begin a round by collecting needs."""
    async with begin() as uow:
        made = await use_cases.create_round(uow, region_id=asked.region_id, plan=asked.kept())
        return await uow.answer(201, RoundView, made, location=f"/rounds/{made.id}")


@router.get("", response_model=Listed[RoundView])
async def list_rounds(
    *,
    _: Public,
    begin: Begin,
    page: Page,
    region_id: UUID | None = None,
    state: RoundState | None = None,
) -> Response:
    """The rounds, newest first."""
    async with begin() as uow:
        only = {Round.region_id: region_id, Round.state: state}
        found = await page_of(uow, select(Round), Round.id, page, only)
        return await uow.answer(200, Listed[RoundView], found)


@router.get("/{round_id}", response_model=RoundView, responses=problems(Unknown))
async def show(round_id: UUID, _: Public, begin: Begin) -> Response:
    """One round."""
    async with begin() as uow:
        return await uow.answer(200, RoundView, await uow.see(Round, round_id))


@router.put("/{round_id}", response_model=RoundView, responses=problems(*PLAN, IllegalMove))
async def revise(round_id: UUID, asked: RoundPlan, _: Buyer, begin: BeginEdit) -> Response:
    """Write the plan of a round anew that is not published."""
    async with begin() as uow:
        changed = await use_cases.revise_round(uow, round_id=round_id, plan=asked.kept())
        return await uow.answer(200, RoundView, changed)


@router.post("/{round_id}/needs", response_model=RoundView, responses=problems(*MOVE))
async def ask_for(round_id: UUID, asked: NeedSubmission, _: Buyer, begin: Begin) -> Response:
    """Take a brief into the list of needs; it is accepted, and proposals may answer it."""
    async with begin() as uow:
        changed = await use_cases.ask_for(uow, round_id=round_id, brief_id=asked.brief_id)
        return await uow.answer(200, RoundView, changed)


@router.post(
    "/{round_id}/publication",
    response_model=RoundView,
    responses=problems(*(*MOVE, FourEyes, errors.PeriodTooShort, InsufficientFunds, FundUnusable)),
)
async def publish(round_id: UUID, _: Finance, begin: BeginOnce) -> Response:
    """Reserve the money of a colleague's round in all its funds, and open the call."""
    async with begin() as uow:
        changed = await use_cases.publish_round(uow, round_id=round_id)
        return await uow.answer(200, RoundView, changed)


@router.post(
    "/{round_id}/expert-review",
    response_model=RoundView,
    responses=problems(
        *(*MOVE, PartyToIt, errors.FormalChecksOpen, errors.NoCandidates),
        *(PanelMalformed, MemberTwice),
    ),
)
async def review(round_id: UUID, asked: PanelSubmission, _: Buyer, begin: BeginOnce) -> Response:
    """Name the panel, and have it judge what passed the formal check."""
    async with begin() as uow:
        members = [one.model_dump() for one in asked.members]
        changed = await use_cases.open_expert_review(uow, round_id=round_id, members=members)
        return await uow.answer(200, RoundView, changed)


@router.post(
    "/{round_id}/roadshow",
    response_model=RoundView,
    responses=problems(*MOVE, PartyToIt, ReviewUnsigned, errors.NoCandidates, BadValue),
)
async def open_roadshow(
    round_id: UUID, asked: RoadshowPlan, _: Buyer, begin: BeginOnce
) -> Response:
    """Shortlist by the experts' report; the panel judges the pitches, and households vote."""
    async with begin() as uow:
        changed = await use_cases.open_roadshow(
            uow, round_id=round_id, votes_until=asked.votes_until
        )
        return await uow.answer(200, RoundView, changed)


@router.post(
    "/{round_id}/cancellation", response_model=RoundView, responses=problems(*MOVE, PartyToIt)
)
async def cancel(round_id: UUID, asked: Reason, _: Buyer, begin: Begin) -> Response:
    """Give the round up before anything is granted; its money is released."""
    async with begin() as uow:
        changed = await use_cases.cancel_round(uow, round_id=round_id, reason=asked.reason)
        return await uow.answer(200, RoundView, changed)
