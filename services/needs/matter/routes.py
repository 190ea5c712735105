"""Matters over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.matter import errors, use_cases
from services.needs.matter.model import Matter
from services.needs.matter.queries import ALL, SCREENERS
from services.needs.matter.schemas import MatterReason, MatterSubmission, MatterView
from services.needs.matter.states import MatterState
from services.needs.need.errors import OutOfCharge
from services.needs.support.errors import ResidentsOnly
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, SignedIn, problems, requires

router = APIRouter(prefix="/matters", tags=["matters"])

Screener = Annotated[Actor, requires(*SCREENERS)]
SCREENED = problems(Unknown, OutOfCharge, IllegalMove, errors.OwnInterest)


@router.post(
    "",
    status_code=201,
    response_model=MatterView,
    responses=problems(
        *(Unknown, ResidentsOnly, errors.OtherPlace, errors.MatterUnderWay),
        errors.NotForDeliberation,
    ),
)
async def start(asked: MatterSubmission, begin: BeginOnce, _: SignedIn) -> Response:
    """Bring something up: residents gather support for it, staff start it for the community."""
    async with begin() as uow:
        matter = await use_cases.start_matter(uow, **asked.model_dump())
        return await uow.answer(201, MatterView, matter, location=f"/matters/{matter.id}")


@router.get("", response_model=Listed[MatterView])
async def list_matters(
    *,
    begin: Begin,
    page: Page,
    _: SignedIn,
    region_id: UUID | None = None,
    cluster_id: UUID | None = None,
    state: MatterState | None = None,
) -> Response:
    """What communities deliberate on, newest first."""
    async with begin() as uow:
        only = {Matter.region_id: region_id, Matter.cluster_id: cluster_id, Matter.state: state}
        return await uow.answer(
            200, Listed[MatterView], await page_of(uow, ALL, Matter.id, page, only)
        )


@router.get("/{matter_id}", response_model=MatterView, responses=problems(Unknown))
async def show(matter_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """One matter."""
    async with begin() as uow:
        return await uow.answer(200, MatterView, await uow.see(Matter, matter_id))


@router.post(
    "/{matter_id}/supports",
    response_model=MatterView,
    responses=problems(Unknown, ResidentsOnly, IllegalMove, errors.HouseholdSpoke),
)
async def support(matter_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """Want it deliberated on, too; with enough households it is screened."""
    async with begin() as uow:
        matter = await use_cases.support_matter(uow, matter_id=matter_id)
        return await uow.answer(200, MatterView, matter)


@router.post("/{matter_id}/acceptance", response_model=MatterView, responses=SCREENED)
async def accept(matter_id: UUID, begin: Begin, _: Screener) -> Response:
    """Let it be deliberated on: a roll and a meeting are prepared."""
    async with begin() as uow:
        return await uow.answer(
            200, MatterView, await use_cases.accept_matter(uow, matter_id=matter_id)
        )


@router.post("/{matter_id}/refusal", response_model=MatterView, responses=SCREENED)
async def decline(matter_id: UUID, asked: MatterReason, begin: Begin, _: Screener) -> Response:
    """Do not deliberate on it, saying why."""
    async with begin() as uow:
        matter = await use_cases.decline_matter(uow, matter_id=matter_id, reason=asked.reason)
        return await uow.answer(200, MatterView, matter)
