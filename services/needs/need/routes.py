"""Needs over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.classification.rules import Route
from services.needs.contact.queries import masked
from services.needs.need import errors, queries, use_cases
from services.needs.need.model import Need
from services.needs.need.queries import STAFF
from services.needs.need.rules import Basis, Urgency
from services.needs.need.schemas import (
    HistoryView,
    Information,
    InformationRequest,
    NeedDetail,
    NeedView,
    Refused,
)
from services.needs.need.states import NeedState
from services.needs.order.use_cases import clear_the_way
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.pages import DuePage, Listed, Page, due_page_of, page_of
from shared.schemas import merge
from shared.states import IllegalMove
from shared.web import Begin, Now, SignedIn, problems, requires

router = APIRouter(prefix="/needs", tags=["needs"])

RECEIVERS = (Role.RECEIVER, Role.COMMUNITY_MANAGER)
Receiver = Annotated[Actor, requires(*RECEIVERS)]
Staff = Annotated[Actor, requires(*STAFF)]
WITHDRAWN = "need_withdrawn"
BY_STAFF = (Unknown, errors.OutOfCharge, errors.ConflictOfInterest, IllegalMove)
BY_REPORTER = (Unknown, errors.NotTheReporter, IllegalMove)


@router.get("", response_model=Listed[NeedView])
async def list_needs(
    begin: Begin,
    page: Page,
    _: SignedIn,
    state: NeedState | None = None,
    route: Route | None = None,
    urgency: Urgency | None = None,
) -> Response:
    """The needs in the caller's scope, newest first."""
    async with begin() as uow:
        only = {Need.state: state, Need.route: route, Need.urgency: urgency}
        found = await page_of(uow, queries.needs(uow.actor), Need.id, page, only)
        return await uow.answer(200, Listed[NeedView], found)


@router.get("/queue", response_model=Listed[NeedView])
async def queue(begin: Begin, page: DuePage, _: Staff) -> Response:
    """The manual queue: classified, but nobody is at work; the one due first comes first."""
    async with begin() as uow:
        waiting = queries.queue(uow.actor)
        found = await due_page_of(uow, waiting, Need.due_at, Need.id, page)
        return await uow.answer(200, Listed[NeedView], found)


@router.get("/{need_id}", response_model=NeedDetail, responses=problems(Unknown))
async def read(need_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """One need, with its promises, the decision about its way, and its contact masked."""
    async with begin() as uow:
        need, decision, clocks = await queries.detail(uow, need_id)
        more = {"classification": decision, "clocks": clocks, **masked(need, uow.vault)}
        return await uow.answer(200, NeedDetail, merge(need, **more))


@router.get("/{need_id}/history", response_model=HistoryView, responses=problems(Unknown))
async def history(need_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """Everything that happened to a need, hash-chained."""
    async with begin() as uow:
        need = await queries.need(uow, need_id)
        return await uow.answer(200, HistoryView, {"items": await queries.history(uow, need.id)})


@router.post("/{need_id}/acceptance", response_model=NeedView, responses=problems(*BY_STAFF))
async def accept(need_id: UUID, begin: Begin, now: Now, _: Receiver) -> Response:
    """Take the need on; the caller stays its first receiver, and the rules choose its way."""
    async with begin() as uow:
        need = await use_cases.need_in_charge(uow, need_id, *RECEIVERS)
        await use_cases.accept_need(uow, need=need, receiver_id=uow.actor.id, at=now)
        return await uow.answer(200, NeedView, need)


@router.post("/{need_id}/refusal", response_model=NeedView, responses=problems(*BY_STAFF))
async def refuse(need_id: UUID, asked: Refused, begin: Begin, now: Now, _: Receiver) -> Response:
    """Refuse the need for one of the closed reasons, saying where to go instead."""
    async with begin() as uow:
        need = await use_cases.need_in_charge(uow, need_id, *RECEIVERS)
        await use_cases.refuse_need(uow, need=need, reason=asked.reason, text=asked.text, at=now)
        return await uow.answer(200, NeedView, need)


@router.post(
    "/{need_id}/information-request",
    response_model=NeedView,
    responses=problems(*BY_STAFF, errors.AskedBefore),
)
async def ask(
    need_id: UUID, asked: InformationRequest, begin: Begin, now: Now, _: Receiver
) -> Response:
    """Ask for everything that is missing, once; the clock stands still."""
    async with begin() as uow:
        need = await use_cases.need_in_charge(uow, need_id, *RECEIVERS)
        await use_cases.ask_information(uow, need=need, question=asked.question, at=now)
        return await uow.answer(200, NeedView, need)


@router.post(
    "/{need_id}/information",
    response_model=NeedView,
    responses=problems(*BY_REPORTER, errors.OutOfCharge, errors.ConflictOfInterest),
)
async def supply(
    need_id: UUID, asked: Information, begin: Begin, now: Now, _: SignedIn
) -> Response:
    """Answer the question; the receiver decides again.

    Where the reporter has no account, the staff in charge write what he told them.
    """
    async with begin() as uow:
        need = await use_cases.need_answered(uow, need_id, *STAFF)
        await use_cases.supply_information(uow, need=need, information=asked.information, at=now)
        return await uow.answer(200, NeedView, need)


@router.post(
    "/{need_id}/withdrawal",
    response_model=NeedView,
    responses=problems(*BY_REPORTER, errors.AtWork),
)
async def withdraw(need_id: UUID, begin: Begin, now: Now, _: SignedIn) -> Response:
    """Take the need back, as long as nobody is at work; teams that were asked are told."""
    async with begin() as uow:
        need = await use_cases.need_reported(uow, need_id)
        await use_cases.withdraw_need(uow, need=need, basis=Basis.WITHDRAWN, at=now)
        await clear_the_way(uow, need_id=need.id, reason=WITHDRAWN, at=now)
        return await uow.answer(200, NeedView, need)
