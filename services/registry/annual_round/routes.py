"""Rounds of annual checks over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import select
from starlette.responses import Response

from services.registry.annual_round import use_cases
from services.registry.annual_round.model import AnnualRound
from services.registry.annual_round.schemas import (
    AnnualRoundCancellation,
    AnnualRoundSubmission,
    AnnualRoundView,
)
from services.registry.organization.errors import NotYourAuthority
from services.registry.oversight.queries import REGISTRARS
from shared.access import Actor
from shared.calendar import CalendarNotLoaded
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, SignedIn, problems, requires

router = APIRouter(prefix="/annual-rounds", tags=["annual checks"])

Registrar = Annotated[Actor, requires(*REGISTRARS)]


@router.post(
    "",
    status_code=201,
    response_model=AnnualRoundView,
    responses=problems(Unknown, NotYourAuthority, BadValue, CalendarNotLoaded),
)
async def open_round(asked: AnnualRoundSubmission, _: Registrar, begin: BeginOnce) -> Response:
    """Open a round; every body of it gets its check on the day it opens."""
    async with begin() as uow:
        window = use_cases.Window(**dict(asked))
        made = await use_cases.open_round(uow, window=window)
        return await uow.answer(201, AnnualRoundView, made, location=f"/annual-rounds/{made.id}")


@router.get("", response_model=Listed[AnnualRoundView])
async def list_rounds(
    _: SignedIn,
    begin: Begin,
    page: Page,
    region_id: Annotated[UUID | None, Query(description="Opened for this region")] = None,
) -> Response:
    """The rounds, newest first."""
    async with begin() as uow:
        only = {AnnualRound.region_id: region_id}
        found = await page_of(uow, select(AnnualRound), AnnualRound.id, page, only)
        return await uow.answer(200, Listed[AnnualRoundView], found)


@router.get("/{round_id}", response_model=AnnualRoundView, responses=problems(Unknown))
async def read(round_id: UUID, _: SignedIn, begin: Begin) -> Response:
    """One round."""
    async with begin() as uow:
        found = await uow.get(AnnualRound, round_id)
        return await uow.answer(200, AnnualRoundView, found)


@router.post(
    "/{round_id}/cancellation",
    response_model=AnnualRoundView,
    responses=problems(Unknown, NotYourAuthority, IllegalMove),
)
async def cancel(
    round_id: UUID, asked: AnnualRoundCancellation, _: Registrar, begin: Begin
) -> Response:
    """Take a round back before it opens."""
    async with begin() as uow:
        found = await use_cases.cancel_round(uow, round_id=round_id, reason=asked.reason)
        return await uow.answer(200, AnnualRoundView, found)
