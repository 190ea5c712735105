"""Rounds of inspections over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import select
from starlette.responses import Response

from services.registry.inspection_round import errors, use_cases
from services.registry.inspection_round.model import DrawLists, InspectionRound
from services.registry.inspection_round.schemas import (
    DrawProofView,
    DrawWord,
    InspectionRoundSubmission,
    InspectionRoundView,
)
from services.registry.organization.errors import FourEyes, NotYourAuthority
from services.registry.oversight.queries import DECIDERS, REGISTRARS
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.schemas import merge
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Public, problems, requires

router = APIRouter(prefix="/inspection-rounds", tags=["inspections"])

Registrar = Annotated[Actor, requires(*REGISTRARS)]
Decider = Annotated[Actor, requires(*DECIDERS)]


@router.post(
    "",
    status_code=201,
    response_model=InspectionRoundView,
    responses=problems(
        *(Unknown, NotYourAuthority, errors.NothingToInspect),
        *(errors.TooManyCandidates, errors.TooFewInspectors),
    ),
)
async def freeze(asked: InspectionRoundSubmission, _: Registrar, begin: BeginOnce) -> Response:
    """Fix from which bodies and inspectors is drawn; the platform commits to a secret."""
    async with begin() as uow:
        made = await use_cases.freeze_lists(uow, **dict(asked))
        place = f"/inspection-rounds/{made.id}"
        return await uow.answer(201, InspectionRoundView, made, location=place)


@router.get("", response_model=Listed[InspectionRoundView])
async def list_rounds(
    _: Public,
    begin: Begin,
    page: Page,
    region_id: Annotated[UUID | None, Query(description="Of this region")] = None,
) -> Response:
    """The rounds, newest first; anyone may see how often was drawn."""
    async with begin() as uow:
        only = {InspectionRound.region_id: region_id}
        found = await page_of(uow, select(InspectionRound), InspectionRound.id, page, only)
        return await uow.answer(200, Listed[InspectionRoundView], found)


@router.get("/{round_id}", response_model=InspectionRoundView, responses=problems(Unknown))
async def read(round_id: UUID, _: Public, begin: Begin) -> Response:
    """One round."""
    async with begin() as uow:
        found = await uow.get(InspectionRound, round_id)
        return await uow.answer(200, InspectionRoundView, found)


@router.get("/{round_id}/proof", response_model=DrawProofView, responses=problems(Unknown))
async def prove(round_id: UUID, _: Public, begin: Begin) -> Response:
    """All that anyone needs to repeat the draw."""
    async with begin() as uow:
        found = await uow.get(InspectionRound, round_id)
        lists = await uow.session.get_one(DrawLists, found.id)
        whole = {name: getattr(lists, name) for name in ("bodies", "inspectors", "ties")}
        return await uow.answer(200, DrawProofView, merge(found, **whole))


@router.post(
    "/{round_id}/draw",
    response_model=InspectionRoundView,
    responses=problems(
        *(Unknown, NotYourAuthority, FourEyes, IllegalMove, errors.TooFewInspectors)
    ),
)
async def draw(round_id: UUID, asked: DrawWord, _: Decider, begin: BeginOnce) -> Response:
    """Draw the bodies and who goes to each; another officer than who fixed the lists."""
    async with begin() as uow:
        found = await use_cases.draw(uow, round_id=round_id, word=asked.word)
        return await uow.answer(200, InspectionRoundView, found)
