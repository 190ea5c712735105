"""Volunteers' hours over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from services.registry.hour_entry import errors, queries, use_cases
from services.registry.hour_entry.model import HourEntry
from services.registry.hour_entry.rules import Served
from services.registry.hour_entry.schemas import (
    HourEntryView,
    HourReason,
    HourRecording,
    RecordedView,
)
from services.registry.hour_entry.states import HourState
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Now, SignedIn, problems, requires

router = APIRouter(prefix="/hour-entries", tags=["volunteers"])

Recorder = Annotated[Actor, requires(*queries.RECORDERS)]
Decider = Annotated[Actor, requires(Role.ORG_MANAGER, *use_cases.KEEPERS)]
DECIDED = (Unknown, errors.NotYourHours, errors.OwnHours, IllegalMove)


@router.post(
    "",
    status_code=201,
    response_model=RecordedView,
    responses=problems(
        *(Unknown, errors.NotYourHours, errors.OwnHours, errors.NotInTeam),
        *(errors.OrganizerInactive, errors.NotServing, errors.HoursOverlap, errors.TooMuchADay),
        *(errors.NumberUnknown, errors.TimesWrong),
    ),
)
async def record(asked: HourRecording, begin: BeginOnce, now: Now, _: Recorder) -> Response:
    """Record what volunteers served, which certifies it; what is late waits for a second person."""
    rows = [
        use_cases.Row(
            f"/entries/{place}", one.number, Served(one.started_at, one.ended_at, one.minutes)
        )
        for place, one in enumerate(asked.entries)
    ]
    done = use_cases.Activity(**asked.model_dump(exclude={"entries"}))
    async with begin() as uow:
        made = await use_cases.record_hours(uow, done=done, rows=rows, at=now)
        return await uow.answer(201, RecordedView, {"items": made}, location="/hour-entries")


@router.get("", response_model=Listed[HourEntryView])
async def list_hours(
    page: Page,
    begin: Begin,
    actor: SignedIn,
    *,
    volunteer: UUID | None = None,
    organization: UUID | None = None,
    state: HourState | None = None,
) -> Response:
    """The hours in your scope: one's own, one's organization's, one's volunteers'."""
    only = {
        HourEntry.volunteer_id: volunteer,
        HourEntry.organization_id: organization,
        HourEntry.state: state,
    }
    async with begin() as uow:
        rows = select(HourEntry).where(queries.visible(actor))
        found = await page_of(uow, rows, HourEntry.id, page, only)
        return await uow.answer(200, Listed[HourEntryView], found)


@router.get("/{entry_id}", response_model=HourEntryView, responses=problems(Unknown))
async def read_hours(entry_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One entry."""
    async with begin() as uow:
        entry = await uow.see(HourEntry, entry_id, queries.visible(actor))
        return await uow.answer(200, HourEntryView, entry)


@router.post(
    "/{entry_id}/confirmation",
    response_model=HourEntryView,
    responses=problems(*DECIDED, errors.SecondPersonNeeded),
)
async def confirm(entry_id: UUID, begin: Begin, now: Now, _: Decider) -> Response:
    """Let late hours count."""
    async with begin() as uow:
        entry = await use_cases.confirm_hours(uow, entry_id=entry_id, at=now)
        return await uow.answer(200, HourEntryView, entry)


@router.post("/{entry_id}/refusal", response_model=HourEntryView, responses=problems(*DECIDED))
async def refuse(entry_id: UUID, asked: HourReason, begin: Begin, _: Decider) -> Response:
    """Let late hours not count."""
    async with begin() as uow:
        entry = await use_cases.refuse_hours(uow, entry_id=entry_id, reason=asked.reason)
        return await uow.answer(200, HourEntryView, entry)


@router.post(
    "/{entry_id}/correction",
    status_code=201,
    response_model=HourEntryView,
    responses=problems(*DECIDED),
)
async def correct(
    entry_id: UUID, asked: HourReason, begin: BeginOnce, now: Now, _: Decider
) -> Response:
    """Take hours back by a reversing entry; what is right is recorded anew."""
    async with begin() as uow:
        made = await use_cases.correct_hours(uow, entry_id=entry_id, reason=asked.reason, at=now)
        place = f"/hour-entries/{made.id}"
        return await uow.answer(201, HourEntryView, made, location=place)
