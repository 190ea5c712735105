"""Tenders over HTTP (公开招标)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.fund.errors import OutOfCharge
from services.procurement.process import errors, queries, use_cases
from services.procurement.process.model import Process
from services.procurement.process.schemas import Failure, ProcessView, TenderPlan
from services.procurement.process.states import ProcessState
from services.procurement.project.errors import PartyToIt
from services.procurement.project.queries import AUTHORS
from services.procurement.project.schemas import Reason
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginEdit, BeginOnce, SignedIn, problems, requires

router = APIRouter(tags=["tenders"])

Buyer = Annotated[Actor, requires(*AUTHORS)]
DECIDED = (Unknown, OutOfCharge, PartyToIt, IllegalMove)


@router.post(
    "/projects/{project_id}/processes",
    status_code=201,
    response_model=ProcessView,
    responses=problems(Unknown, OutOfCharge, PartyToIt, errors.NotTenderable),
)
async def draft(project_id: UUID, asked: TenderPlan, _: Buyer, begin: BeginOnce) -> Response:
    """Draft the tender of a project; nothing is told to anybody yet."""
    async with begin() as uow:
        made = await use_cases.draft_tender(uow, project_id=project_id, told=asked.kept())
        return await uow.answer(201, ProcessView, made, location=f"/processes/{made.id}")


@router.get("/processes", response_model=Listed[ProcessView])
async def list_processes(
    *,
    actor: SignedIn,
    begin: Begin,
    page: Page,
    state: ProcessState | None = None,
    project_id: UUID | None = None,
) -> Response:
    """All published tenders, and the drafts of my region, newest first."""
    async with begin() as uow:
        only = {Process.state: state, Process.project_id: project_id}
        found = await page_of(uow, queries.processes(actor), Process.id, page, only)
        return await uow.answer(200, Listed[ProcessView], found)


@router.get("/processes/{process_id}", response_model=ProcessView, responses=problems(Unknown))
async def show(process_id: UUID, _: SignedIn, begin: Begin) -> Response:
    """One tender."""
    async with begin() as uow:
        return await uow.answer(200, ProcessView, await queries.seen_process(uow, process_id))


@router.put("/processes/{process_id}", response_model=ProcessView, responses=problems(*DECIDED))
async def revise(process_id: UUID, asked: TenderPlan, _: Buyer, begin: BeginEdit) -> Response:
    """Write the documents of a draft anew."""
    async with begin() as uow:
        made = await use_cases.revise_tender(uow, process_id=process_id, told=asked.kept())
        return await uow.answer(200, ProcessView, made)


@router.post(
    "/processes/{process_id}/publication",
    response_model=ProcessView,
    responses=problems(*DECIDED, errors.NotPublishable),
)
async def publish(process_id: UUID, _: Buyer, begin: BeginEdit) -> Response:
    """Publish a tender as it was read (`If-Match`); all that is wrong with it is told at once."""
    async with begin() as uow:
        made = await use_cases.publish_tender(uow, process_id=process_id)
        return await uow.answer(200, ProcessView, made)


@router.post(
    "/processes/{process_id}/cancellation",
    response_model=ProcessView,
    responses=problems(*DECIDED),
)
async def cancel(process_id: UUID, asked: Reason, _: Buyer, begin: Begin) -> Response:
    """Throw a draft away."""
    async with begin() as uow:
        made = await use_cases.cancel_draft(uow, process_id=process_id, reason=asked.reason)
        return await uow.answer(200, ProcessView, made)


@router.post(
    "/processes/{process_id}/failure",
    response_model=ProcessView,
    responses=problems(*DECIDED, errors.NotByHand),
)
async def fail(process_id: UUID, asked: Failure, _: Buyer, begin: Begin) -> Response:
    """End a published tender (废标) for what was found; the project can be put out again."""
    async with begin() as uow:
        made = await use_cases.declare_failed(
            uow, process_id=process_id, why=asked.why, reason=asked.reason
        )
        return await uow.answer(200, ProcessView, made)
