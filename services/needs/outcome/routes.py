"""How needs end, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.need import errors
from services.needs.need import use_cases as needs
from services.needs.need.queries import STAFF
from services.needs.need.rules import word_of
from services.needs.need.schemas import NeedView
from services.needs.order.use_cases import must_not_have_served
from services.needs.outcome import use_cases
from services.needs.outcome.schemas import Dispute, Result
from shared.access import Actor
from shared.errors import Unknown
from shared.states import IllegalMove
from shared.web import Begin, Now, SignedIn, problems, requires

router = APIRouter(prefix="/needs", tags=["needs"])

Staff = Annotated[Actor, requires(*STAFF)]
BY_STAFF = (Unknown, errors.OutOfCharge, errors.ConflictOfInterest)
BY_REPORTER = (Unknown, errors.NotTheReporter, IllegalMove)


@router.post(
    "/{need_id}/resolution",
    response_model=NeedView,
    responses=problems(*BY_STAFF, errors.OrderConfirmsNeed, IllegalMove),
)
async def resolve(need_id: UUID, asked: Result, begin: Begin, now: Now, _: Staff) -> Response:
    """Answer the need; the reporter confirms or disputes."""
    async with begin() as uow:
        need = await needs.need_in_charge(uow, need_id, *STAFF)
        need.must_have_no_order()
        await needs.resolve_need(uow, need_id=need.id, at=now, basis=asked.result)
        return await uow.answer(200, NeedView, need)


@router.post(
    "/{need_id}/confirmation",
    response_model=NeedView,
    responses=problems(*BY_REPORTER, errors.OrderConfirmsNeed),
)
async def confirm(need_id: UUID, begin: Begin, now: Now, _: SignedIn) -> Response:
    """Say that the answer met the need."""
    async with begin() as uow:
        need = await needs.need_reported(uow, need_id)
        need.must_have_no_order()
        word = word_of(need.reporter_person_id)
        await needs.close_need(uow, need_id=need.id, at=now, basis=word)
        return await uow.answer(200, NeedView, need)


@router.post(
    "/{need_id}/dispute",
    response_model=NeedView,
    responses=problems(
        *BY_REPORTER, errors.OrderConfirmsNeed, errors.DisputeTooLate, errors.ReopenedTooOften
    ),
)
async def dispute(need_id: UUID, asked: Dispute, begin: Begin, now: Now, _: SignedIn) -> Response:
    """Say, within five working days, that the need is not met: it is done again."""
    async with begin() as uow:
        need = await needs.need_reported(uow, need_id)
        need.must_have_no_order()
        await needs.reopen_need(uow, need_id=need.id, reason=asked.reason, at=now)
        return await uow.answer(200, NeedView, need)


@router.post(
    "/{need_id}/callback",
    response_model=NeedView,
    responses=problems(*BY_STAFF, errors.NothingToAskAbout),
)
async def call_back(need_id: UUID, begin: Begin, now: Now, _: Staff) -> Response:
    """Record that the reporter was asked in person how it went."""
    async with begin() as uow:
        need = await needs.need_in_charge(uow, need_id, *STAFF)
        await must_not_have_served(uow, need.id)
        await use_cases.record_callback(uow, need=need, at=now)
        return await uow.answer(200, NeedView, need)
