"""Visits over HTTP: the team's steps and the resident's word."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.needs.need.errors import (
    ConflictOfInterest,
    NotTheReporter,
    OutOfCharge,
    ReopenedTooOften,
)
from services.needs.need.queries import STAFF
from services.needs.order.errors import FeeAboveCap, TooEarly, WindowClosed
from services.needs.order.schemas import OrderView, Reason
from services.needs.resident_code import use_cases as resident_codes
from services.needs.survey.errors import NotYourSurvey
from services.needs.team_replica.errors import NotYourTeam
from services.needs.visit import queries, use_cases
from services.needs.visit.errors import (
    CodesLocked,
    ContactNotYet,
    ContactOver,
    OwnService,
    PlaceUnknown,
    TooFarAway,
    WrongCode,
)
from services.needs.visit.schemas import (
    CheckIn,
    CodesView,
    Completion,
    Confirmation,
    ContactView,
)
from shared.access import Actor
from shared.errors import Refusal, Unknown
from shared.idempotency import unkept
from shared.problems import refused
from shared.states import IllegalMove
from shared.web import Begin, Now, SignedIn, problems, requires

router = APIRouter(prefix="/orders/{order_id}", tags=["visits"])

Staff = Annotated[Actor, requires(*STAFF)]
TEAM = (Unknown, NotYourTeam, IllegalMove)
RESIDENT = (Unknown, NotTheReporter, IllegalMove)
SPEAKER = (*RESIDENT, ConflictOfInterest)
HOLDER = (*SPEAKER, OutOfCharge)
CHARGE = (Unknown, OutOfCharge, ConflictOfInterest, IllegalMove)


@router.get(
    "/contact", response_model=ContactView, responses=problems(*TEAM, ContactNotYet, ContactOver)
)
async def contact(order_id: UUID, _: SignedIn, begin: Begin, now: Now) -> Response:
    """What to do, where, for whom and their phone: from acceptance to 7 days after the end."""
    async with begin() as uow:
        shown = await queries.contact(uow, order_id=order_id, at=now)
        return await uow.answer(200, ContactView, shown)


@router.get("/completion-code", response_model=CodesView, responses=problems(*HOLDER))
async def codes(order_id: UUID, _: SignedIn, begin: Begin) -> Response:
    """The resident's codes: one for the door, one for when the work is done.

    Where he has no account, staff who may file for him read them; their look is recorded.
    """
    async with begin() as uow:
        shown = await resident_codes.show_codes(uow, order_id=order_id)
        return await uow.answer(200, CodesView, shown)


@router.post("/completion-code", response_model=CodesView, responses=problems(*HOLDER))
async def reissue(order_id: UUID, _: SignedIn, begin: Begin) -> Response:
    """New codes for the resident: after too many wrong tries, or when others saw them."""
    async with begin() as uow:
        await resident_codes.reissue_codes(uow, order_id=order_id)
        shown = await resident_codes.show_codes(uow, order_id=order_id)
    return unkept(200, CodesView, shown)


@router.post("/departure", response_model=OrderView, responses=problems(*TEAM))
async def depart(order_id: UUID, _: SignedIn, begin: Begin) -> Response:
    """The team is on its way."""
    async with begin() as uow:
        order = await use_cases.depart(uow, order_id=order_id)
        return await uow.answer(200, OrderView, order)


@router.post(
    "/check-in",
    response_model=OrderView,
    responses=problems(*TEAM, TooFarAway, PlaceUnknown, WrongCode, CodesLocked),
)
async def check_in(
    order_id: UUID, asked: CheckIn, request: Request, _: SignedIn, begin: Begin
) -> Response:
    """Show that the team is there: within 300 m, or by the resident's arrival code."""
    async with begin() as uow:
        if asked.point is not None:
            order = await use_cases.check_in_here(
                uow, order_id=order_id, point=asked.point, at=uow.at
            )
            return await uow.answer(200, OrderView, order)
        assert asked.code is not None
        tried = await use_cases.check_in_by_code(uow, order_id=order_id, code=asked.code, at=uow.at)
        if isinstance(tried, Refusal):
            return uow.done(refused(request, tried))  # committed, so that the try stays counted
        return await uow.answer(200, OrderView, tried)


@router.post(
    "/completion",
    response_model=OrderView,
    responses=problems(*TEAM, WrongCode, CodesLocked, FeeAboveCap),
)
async def complete(
    order_id: UUID, asked: Completion, request: Request, _: SignedIn, begin: Begin
) -> Response:
    """The work is done, proved by the resident's code."""
    async with begin() as uow:
        tried = await use_cases.complete(
            uow,
            order_id=order_id,
            code=asked.code,
            fee_fen=asked.fee.fen,
            at=uow.at,
        )
        if isinstance(tried, Refusal):
            return uow.done(refused(request, tried))  # committed, so that the try stays counted
        return await uow.answer(200, OrderView, tried)


@router.post(
    "/confirmation",
    response_model=OrderView,
    responses=problems(*SPEAKER, OwnService, NotYourSurvey),
)
async def confirm(
    order_id: UUID, asked: Confirmation, _: SignedIn, begin: Begin, now: Now
) -> Response:
    """It was done; with a score the survey is answered in the same call."""
    rating = asked.rating.model_dump() if asked.rating else None
    async with begin() as uow:
        order = await use_cases.confirm(uow, order_id=order_id, rating=rating, at=now)
        return await uow.answer(200, OrderView, order)


@router.post(
    "/dispute",
    response_model=OrderView,
    responses=problems(*RESIDENT, WindowClosed, ReopenedTooOften),
)
async def dispute(order_id: UUID, asked: Reason, _: SignedIn, begin: Begin, now: Now) -> Response:
    """It was not done, or not well: the need is open again."""
    async with begin() as uow:
        order = await use_cases.dispute(uow, order_id=order_id, reason=asked.reason, at=now)
        return await uow.answer(200, OrderView, order)


@router.post("/no-show", response_model=OrderView, responses=problems(*CHARGE, TooEarly))
async def no_show(order_id: UUID, asked: Reason, _: SignedIn, begin: Begin, now: Now) -> Response:
    """The team did not come in the promised time, say the resident or the staff."""
    async with begin() as uow:
        order = await use_cases.report_no_show(uow, order_id=order_id, reason=asked.reason, at=now)
        return await uow.answer(200, OrderView, order)


@router.post("/failure", response_model=OrderView, responses=problems(*TEAM))
async def fail(order_id: UUID, asked: Reason, _: SignedIn, begin: Begin, now: Now) -> Response:
    """The team cannot do it after all; another one is asked."""
    async with begin() as uow:
        order = await use_cases.fail(uow, order_id=order_id, reason=asked.reason, at=now)
        return await uow.answer(200, OrderView, order)


@router.post("/reassignment", response_model=OrderView, responses=problems(*CHARGE))
async def reassign(order_id: UUID, asked: Reason, _: Staff, begin: Begin, now: Now) -> Response:
    """Take the order away from the team that accepted it; another one is asked."""
    async with begin() as uow:
        order = await use_cases.reassign(uow, order_id=order_id, reason=asked.reason, at=now)
        return await uow.answer(200, OrderView, order)
