"""Rolls over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.matter.model import Matter
from services.needs.matter.queries import CONVENERS
from services.needs.need.errors import OutOfCharge
from services.needs.roll import queries, use_cases
from services.needs.roll.errors import RollFull
from services.needs.roll.model import RollEntry
from services.needs.roll.schemas import RollEntryView, RollNo, RollPage, WrittenView
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, SignedIn, problems, requires

router = APIRouter(prefix="/matters", tags=["matters"])

Convener = Annotated[Actor, requires(*CONVENERS)]


@router.post(
    "/{matter_id}/roll-entries",
    status_code=201,
    response_model=WrittenView,
    responses=problems(Unknown, OutOfCharge, IllegalMove, RollFull),
)
async def write(matter_id: UUID, asked: RollPage, begin: Begin, _: Convener) -> Response:
    """Write entries of the roll, new or anew; the notice of the meeting freezes it."""
    async with begin() as uow:
        written = await use_cases.write_entries(uow, matter_id=matter_id, entries=asked.fields())
        return await uow.answer(
            201, WrittenView, {"items": written}, f"/matters/{matter_id}/roll-entries"
        )


@router.get(
    "/{matter_id}/roll-entries", response_model=Listed[RollEntryView], responses=problems(Unknown)
)
async def list_entries(matter_id: UUID, begin: Begin, page: Page, actor: SignedIn) -> Response:
    """The roll of the meeting held or prepared: staff see all, everybody else his own numbers."""
    async with begin() as uow:
        matter = await uow.see(Matter, matter_id)
        only = {RollEntry.matter_id: matter.id, RollEntry.round: matter.round}
        found = await page_of(uow, queries.entries(actor), RollEntry.id, page, only)
        return await uow.answer(200, Listed[RollEntryView], found)


@router.delete(
    "/{matter_id}/roll-entries/{roll_no}",
    status_code=204,
    responses=problems(Unknown, OutOfCharge, IllegalMove),
)
async def strike(matter_id: UUID, roll_no: RollNo, begin: Begin, _: Convener) -> Response:
    """Take a number off the roll, before the notice."""
    async with begin() as uow:
        await use_cases.strike_entry(uow, matter_id=matter_id, roll_no=roll_no)
        return uow.done()
