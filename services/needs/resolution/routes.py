"""Resolutions over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.matter.queries import CONVENERS
from services.needs.matter.schemas import MatterReason, MatterView
from services.needs.meeting.errors import MinutesMissing
from services.needs.need.errors import OutOfCharge
from services.needs.resolution import queries, use_cases
from services.needs.resolution.errors import AnnouncedBefore
from services.needs.resolution.model import Resolution
from services.needs.resolution.schemas import ResolutionSubmission, ResolutionView
from services.needs.resolution.states import ResolutionState
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Public, problems, requires

router = APIRouter(tags=["resolutions"])

Convener = Annotated[Actor, requires(*CONVENERS)]
Street = Annotated[Actor, requires(Role.STREET_OFFICER)]


@router.post(
    "/matters/{matter_id}/resolution",
    status_code=201,
    response_model=ResolutionView,
    responses=problems(Unknown, OutOfCharge, IllegalMove, AnnouncedBefore, MinutesMissing),
)
async def announce(
    matter_id: UUID, asked: ResolutionSubmission, begin: BeginOnce, _: Convener
) -> Response:
    """Announce what was adopted; objections come in until its notice ends."""
    async with begin() as uow:
        made = await use_cases.announce_resolution(uow, matter_id=matter_id, text=asked.text)
        return await uow.answer(201, ResolutionView, made, location=f"/resolutions/{made.id}")


@router.post(
    "/matters/{matter_id}/annulment",
    response_model=MatterView,
    responses=problems(Unknown, OutOfCharge, IllegalMove),
)
async def annul(matter_id: UUID, asked: MatterReason, begin: Begin, _: Street) -> Response:
    """End a matter that is unlawful or not the community's to decide, and all that belongs to it.

    What is in effect stays.
    """
    async with begin() as uow:
        matter = await use_cases.annul_matter(uow, matter_id=matter_id, reason=asked.reason)
        return await uow.answer(200, MatterView, matter)


@router.get("/resolutions", response_model=Listed[ResolutionView])
async def list_resolutions(
    *,
    begin: Begin,
    page: Page,
    _: Public,
    region_id: UUID | None = None,
    matter_id: UUID | None = None,
    state: ResolutionState | None = None,
) -> Response:
    """What communities resolved, newest first."""
    async with begin() as uow:
        only = {
            Resolution.region_id: region_id,
            Resolution.matter_id: matter_id,
            Resolution.state: state,
        }
        found = await page_of(uow, queries.ALL, Resolution.id, page, only)
        return await uow.answer(200, Listed[ResolutionView], found)


@router.get(
    "/resolutions/{resolution_id}", response_model=ResolutionView, responses=problems(Unknown)
)
async def show(resolution_id: UUID, begin: Begin, _: Public) -> Response:
    """One resolution."""
    async with begin() as uow:
        return await uow.answer(200, ResolutionView, await uow.see(Resolution, resolution_id))
