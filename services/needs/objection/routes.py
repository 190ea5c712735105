"""Objections over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.matter.errors import FourEyes, OwnInterest
from services.needs.matter.queries import SCREENERS
from services.needs.need.errors import OutOfCharge
from services.needs.objection import errors, queries, use_cases
from services.needs.objection.model import Objection
from services.needs.objection.schemas import (
    Appeal,
    ObjectionAnswer,
    ObjectionSubmission,
    ObjectionView,
)
from services.needs.roll.errors import NotOnTheRoll
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, SignedIn, problems, requires

router = APIRouter(tags=["resolutions"])

Screener = Annotated[Actor, requires(*SCREENERS)]
Street = Annotated[Actor, requires(Role.STREET_OFFICER)]
DECIDED = problems(Unknown, OutOfCharge, OwnInterest, FourEyes, IllegalMove)


@router.post(
    "/resolutions/{resolution_id}/objections",
    status_code=201,
    response_model=ObjectionView,
    responses=problems(Unknown, NotOnTheRoll, errors.NoticeOver),
)
async def lodge(
    resolution_id: UUID, asked: ObjectionSubmission, begin: Begin, _: SignedIn
) -> Response:
    """Object while the resolution is announced; it takes no effect before the answer."""
    async with begin() as uow:
        lodged = await use_cases.lodge_objection(
            uow, resolution_id=resolution_id, **asked.model_dump()
        )
        return await uow.answer(
            201, ObjectionView, lodged, f"/resolutions/{resolution_id}/objections"
        )


@router.get("/resolutions/{resolution_id}/objections", response_model=Listed[ObjectionView])
async def list_objections(
    resolution_id: UUID, begin: Begin, page: Page, actor: SignedIn
) -> Response:
    """Objections in the caller's scope, newest first: staff see all, everybody else his own."""
    async with begin() as uow:
        only = {Objection.resolution_id: resolution_id}
        found = await page_of(uow, queries.objections(actor), Objection.id, page, only)
        return await uow.answer(200, Listed[ObjectionView], found)


@router.post("/objections/{objection_id}/answer", response_model=ObjectionView, responses=DECIDED)
async def answer(objection_id: UUID, asked: ObjectionAnswer, begin: Begin, _: Screener) -> Response:
    """Answer it; one that is upheld takes the matter back to the faulty step."""
    async with begin() as uow:
        answered = await use_cases.answer_objection(
            uow, objection_id=objection_id, **asked.model_dump()
        )
        return await uow.answer(200, ObjectionView, answered)


@router.post(
    "/objections/{objection_id}/appeal",
    response_model=ObjectionView,
    responses=problems(Unknown, NotOnTheRoll, IllegalMove, errors.AppealTooLate),
)
async def appeal(objection_id: UUID, asked: Appeal, begin: Begin, _: SignedIn) -> Response:
    """Ask the street to look at the answer, once."""
    async with begin() as uow:
        taken_up = await use_cases.appeal_objection(uow, objection_id=objection_id, text=asked.text)
        return await uow.answer(200, ObjectionView, taken_up)


@router.post(
    "/objections/{objection_id}/appeal-decision",
    response_model=ObjectionView,
    responses=DECIDED,
)
async def decide(objection_id: UUID, asked: ObjectionAnswer, begin: Begin, _: Street) -> Response:
    """Decide the appeal: the last word on it."""
    async with begin() as uow:
        decided = await use_cases.decide_appeal(
            uow, objection_id=objection_id, **asked.model_dump()
        )
        return await uow.answer(200, ObjectionView, decided)
