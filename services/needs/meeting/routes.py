"""Meetings over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.matter.errors import OwnInterest
from services.needs.matter.queries import CONVENERS
from services.needs.meeting import errors, use_cases
from services.needs.meeting.model import Meeting
from services.needs.meeting.queries import ALL
from services.needs.meeting.schemas import (
    CheckIn,
    MeetingNotice,
    MeetingReason,
    MeetingView,
    MinutesSubmission,
    PresenceView,
)
from services.needs.meeting.states import MeetingState
from services.needs.need.errors import OutOfCharge
from services.needs.roll.errors import AreaMissing, NotOnTheRoll, ProxiesWrong, RollEmpty
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Public, SignedIn, problems, requires

router = APIRouter(tags=["meetings"])

Convener = Annotated[Actor, requires(*CONVENERS)]
IN_CHARGE = (Unknown, OutOfCharge, IllegalMove)


@router.post(
    "/matters/{matter_id}/meetings",
    status_code=201,
    response_model=MeetingView,
    responses=problems(
        *(*IN_CHARGE, errors.NothingToVoteOn, errors.NoticeTooShort),
        *(RollEmpty, ProxiesWrong, AreaMissing),
    ),
)
async def announce(
    matter_id: UUID, asked: MeetingNotice, begin: BeginOnce, _: Convener
) -> Response:
    """Announce a meeting to everybody; its rules and its roll stay as they are now."""
    async with begin() as uow:
        terms = asked.model_dump()
        meeting = await use_cases.give_notice(uow, matter_id=matter_id, terms=terms)
        return await uow.answer(201, MeetingView, meeting, location=f"/meetings/{meeting.id}")


@router.get("/meetings", response_model=Listed[MeetingView])
async def list_meetings(
    *,
    begin: Begin,
    page: Page,
    _: Public,
    region_id: UUID | None = None,
    matter_id: UUID | None = None,
    state: MeetingState | None = None,
) -> Response:
    """The meetings that were announced, newest first."""
    async with begin() as uow:
        only = {Meeting.region_id: region_id, Meeting.matter_id: matter_id, Meeting.state: state}
        found = await page_of(uow, ALL, Meeting.id, page, only)
        return await uow.answer(200, Listed[MeetingView], found)


@router.get("/meetings/{meeting_id}", response_model=MeetingView, responses=problems(Unknown))
async def show(meeting_id: UUID, begin: Begin, _: Public) -> Response:
    """One meeting: notice, and once it is closed, count and minutes."""
    async with begin() as uow:
        return await uow.answer(200, MeetingView, await uow.see(Meeting, meeting_id))


@router.post(
    "/meetings/{meeting_id}/opening",
    response_model=MeetingView,
    responses=problems(*IN_CHARGE, errors.NotYetTime),
)
async def open_(meeting_id: UUID, begin: Begin, _: Convener) -> Response:
    """Begin: people check in, speak and vote."""
    async with begin() as uow:
        meeting = await use_cases.open_meeting(uow, meeting_id=meeting_id)
        return await uow.answer(200, MeetingView, meeting)


@router.post(
    "/meetings/{meeting_id}/cancellation",
    response_model=MeetingView,
    responses=problems(*IN_CHARGE),
)
async def call_off(meeting_id: UUID, asked: MeetingReason, begin: Begin, _: Convener) -> Response:
    """Call a meeting off before it began, saying why."""
    async with begin() as uow:
        meeting = await use_cases.call_off_meeting(uow, meeting_id=meeting_id, reason=asked.reason)
        return await uow.answer(200, MeetingView, meeting)


@router.post(
    "/meetings/{meeting_id}/check-ins",
    response_model=PresenceView,
    responses=problems(Unknown, IllegalMove, NotOnTheRoll),
)
async def check_in(meeting_id: UUID, asked: CheckIn, begin: Begin, _: SignedIn) -> Response:
    """Be there: with one's own household, or as staff for a number that came."""
    async with begin() as uow:
        entry = await use_cases.check_in(uow, meeting_id=meeting_id, roll_no=asked.roll_no)
        return await uow.answer(200, PresenceView, entry)


@router.post(
    "/meetings/{meeting_id}/closing",
    response_model=MeetingView,
    responses=problems(*IN_CHARGE, OwnInterest),
)
async def close(meeting_id: UUID, begin: BeginOnce, _: Convener) -> Response:
    """Close it and count; the count decides where the matter goes."""
    async with begin() as uow:
        meeting = await use_cases.close_meeting(uow, meeting_id=meeting_id)
        return await uow.answer(200, MeetingView, meeting)


@router.post(
    "/meetings/{meeting_id}/minutes",
    response_model=MeetingView,
    responses=problems(Unknown, OutOfCharge, errors.NotOver, errors.MinutesFinal),
)
async def draft(meeting_id: UUID, asked: MinutesSubmission, begin: Begin, _: Convener) -> Response:
    """Write the minutes, or write them anew while they are a draft."""
    async with begin() as uow:
        meeting = await use_cases.write_minutes(uow, meeting_id=meeting_id, text=asked.text)
        return await uow.answer(200, MeetingView, meeting)


@router.post(
    "/meetings/{meeting_id}/final-minutes",
    response_model=MeetingView,
    responses=problems(
        *(Unknown, OutOfCharge, errors.MinutesMissing, errors.MinutesFinal),
        errors.OpinionsUnanswered,
    ),
)
async def finish(meeting_id: UUID, begin: Begin, _: Convener) -> Response:
    """Make the minutes final, once every opinion is answered."""
    async with begin() as uow:
        meeting = await use_cases.finish_minutes(uow, meeting_id=meeting_id)
        return await uow.answer(200, MeetingView, meeting)
