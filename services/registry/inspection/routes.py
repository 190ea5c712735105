"""Inspections over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.registry.inspection import queries, use_cases
from services.registry.inspection.errors import BodyActive, NotYourInspection
from services.registry.inspection.model import Inspection
from services.registry.inspection.schemas import (
    Countersignature,
    InspectionRecord,
    InspectionResultView,
    InspectionView,
    Rectification,
    Reinspection,
    Replacement,
)
from services.registry.inspection.states import InspectionState
from services.registry.inspection_round import use_cases as rounds
from services.registry.inspection_round.errors import NobodyLeft, TooFewInspectors
from services.registry.organization.errors import (
    ConflictOfInterest,
    NotOverseen,
    NotYourAuthority,
)
from services.registry.oversight.queries import READERS, REGISTRARS
from shared.access import Actor, Role
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, Public, problems, requires

router = APIRouter(tags=["inspections"])

Reader = Annotated[Actor, requires(Role.INSPECTOR, Role.ORG_MANAGER, *READERS)]
Inspector = Annotated[Actor, requires(Role.INSPECTOR)]
Registrar = Annotated[Actor, requires(*REGISTRARS)]
Manager = Annotated[Actor, requires(Role.ORG_MANAGER)]
Of = Annotated[UUID | None, Query(description="Inspections of this body")]
In = Annotated[UUID | None, Query(description="Inspections of this round")]
SENT = (Unknown, NotYourInspection, ConflictOfInterest, IllegalMove)
OVERSEEN = (Unknown, NotYourAuthority, NotOverseen, ConflictOfInterest, IllegalMove)
ONE = "/inspections/{inspection_id}"


@router.get("/inspection-results", response_model=Listed[InspectionResultView])
async def list_results(
    _: Public, begin: Begin, page: Page, organization_id: Of = None, round_id: In = None
) -> Response:
    """What was found; anyone may read it."""
    async with begin() as uow:
        only = {Inspection.organization_id: organization_id, Inspection.round_id: round_id}
        found = await page_of(uow, queries.results(), Inspection.id, page, only)
        return await uow.answer(200, Listed[InspectionResultView], found)


@router.get("/inspections", response_model=Listed[InspectionView])
async def list_inspections(
    actor: Reader,
    begin: Begin,
    page: Page,
    *,
    organization_id: Of = None,
    round_id: In = None,
    state: InspectionState | None = None,
) -> Response:
    """The inspections in the caller's scope, newest first."""
    async with begin() as uow:
        only: dict[Any, Any] = {Inspection.state: state, Inspection.round_id: round_id}
        only[Inspection.organization_id] = organization_id
        found = await page_of(uow, queries.inspections(actor), Inspection.id, page, only)
        return await uow.answer(200, Listed[InspectionView], found)


@router.get(ONE, response_model=InspectionView, responses=problems(Unknown))
async def read(inspection_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One inspection."""
    async with begin() as uow:
        found = await uow.see(Inspection, inspection_id, queries.visible(actor))
        return await uow.answer(200, InspectionView, found)


@router.post(f"{ONE}/record", response_model=InspectionView, responses=problems(*SENT, BadValue))
async def record(
    inspection_id: UUID, asked: InspectionRecord, _: Inspector, begin: Begin
) -> Response:
    """Take down what was found on site, as one of the two who were drawn."""
    async with begin() as uow:
        what, until = asked.to_rectify, asked.rectify_by
        found = await use_cases.record_inspection(
            uow,
            inspection_id=inspection_id,
            visited_on=asked.visited_on,
            findings=asked.findings,
            ordered=(what, until) if what is not None and until is not None else None,
        )
        return await uow.answer(200, InspectionView, found)


@router.post(f"{ONE}/countersignature", response_model=InspectionView, responses=problems(*SENT))
async def sign(
    inspection_id: UUID, asked: Countersignature, _: Inspector, begin: Begin
) -> Response:
    """Agree or not, as the other one who was drawn."""
    async with begin() as uow:
        found = await use_cases.sign_inspection(uow, inspection_id=inspection_id, **dict(asked))
        return await uow.answer(200, InspectionView, found)


@router.post(
    f"{ONE}/rectification", response_model=InspectionView, responses=problems(Unknown, IllegalMove)
)
async def report(
    inspection_id: UUID, asked: Rectification, actor: Manager, begin: Begin
) -> Response:
    """Say what one's organization put right."""
    async with begin() as uow:
        found = await uow.get(Inspection, inspection_id, where=queries.own(actor))
        found.report(asked.text)
        return await uow.answer(200, InspectionView, found)


@router.post(f"{ONE}/reinspection", response_model=InspectionView, responses=problems(*OVERSEEN))
async def reinspect(
    inspection_id: UUID, asked: Reinspection, _: Registrar, begin: Begin
) -> Response:
    """Accept what the body put right, or not."""
    async with begin() as uow:
        found = await use_cases.reinspect(uow, inspection_id=inspection_id, **dict(asked))
        return await uow.answer(200, InspectionView, found)


@router.post(
    f"{ONE}/replacement",
    response_model=InspectionView,
    responses=problems(*OVERSEEN, BodyActive, NobodyLeft, TooFewInspectors),
)
async def replace(inspection_id: UUID, asked: Replacement, _: Registrar, begin: Begin) -> Response:
    """Let the next body in the order of the draw take the place of one that is not active."""
    async with begin() as uow:
        found = await rounds.replace_body(uow, inspection_id=inspection_id, reason=asked.reason)
        return await uow.answer(200, InspectionView, found)
