"""Opinions over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.matter.queries import CONVENERS
from services.needs.need.errors import OutOfCharge
from services.needs.opinion import errors, queries, use_cases
from services.needs.opinion.model import Opinion
from services.needs.opinion.schemas import Answer, OpinionSubmission, OpinionView
from services.needs.roll.errors import NotOnTheRoll
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, SignedIn, problems, requires

router = APIRouter(tags=["meetings"])

Convener = Annotated[Actor, requires(*CONVENERS)]


@router.post(
    "/meetings/{meeting_id}/opinions",
    status_code=201,
    response_model=OpinionView,
    responses=problems(Unknown, NotOnTheRoll, errors.NoTimeToSpeak),
)
async def speak(meeting_id: UUID, asked: OpinionSubmission, begin: Begin, _: SignedIn) -> Response:
    """Speak, from the notice until the meeting is closed; each opinion is answered."""
    async with begin() as uow:
        said = await use_cases.give_opinion(uow, meeting_id=meeting_id, **asked.model_dump())
        return await uow.answer(201, OpinionView, said, f"/meetings/{meeting_id}/opinions")


@router.get("/meetings/{meeting_id}/opinions", response_model=Listed[OpinionView])
async def list_opinions(meeting_id: UUID, begin: Begin, page: Page, _: SignedIn) -> Response:
    """What was said about it, and what became of that, newest first."""
    async with begin() as uow:
        only = {Opinion.meeting_id: meeting_id}
        found = await page_of(uow, queries.ALL, Opinion.id, page, only)
        return await uow.answer(200, Listed[OpinionView], found)


@router.post(
    "/opinions/{opinion_id}/disposition",
    response_model=OpinionView,
    responses=problems(Unknown, OutOfCharge, errors.Answered),
)
async def answer(opinion_id: UUID, asked: Answer, begin: Begin, _: Convener) -> Response:
    """Say what becomes of an opinion, and why."""
    async with begin() as uow:
        answered = await use_cases.answer_opinion(uow, opinion_id=opinion_id, **asked.model_dump())
        return await uow.answer(200, OpinionView, answered)
