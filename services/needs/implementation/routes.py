"""What is done about resolutions, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.implementation import errors, queries, use_cases
from services.needs.implementation.model import Item
from services.needs.implementation.schemas import (
    ItemSubmission,
    ItemView,
    Progress,
    RatingSubmission,
)
from services.needs.matter.queries import CONVENERS
from services.needs.need.errors import OutOfCharge
from services.needs.roll.errors import NotOnTheRoll
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, BeginOnce, Public, SignedIn, problems, requires

router = APIRouter(tags=["resolutions"])

Convener = Annotated[Actor, requires(*CONVENERS)]


@router.post(
    "/resolutions/{resolution_id}/items",
    status_code=201,
    response_model=ItemView,
    responses=problems(Unknown, OutOfCharge, errors.NotInEffect),
)
async def add(
    resolution_id: UUID, asked: ItemSubmission, begin: BeginOnce, _: Convener
) -> Response:
    """Say what is to be done about a resolution, by whom, until when and by what."""
    async with begin() as uow:
        item = await use_cases.add_item(uow, resolution_id=resolution_id, fields=asked.model_dump())
        return await uow.answer(201, ItemView, item, f"/resolutions/{resolution_id}/items")


@router.get("/resolutions/{resolution_id}/items", response_model=Listed[ItemView])
async def list_items(resolution_id: UUID, begin: Begin, page: Page, _: Public) -> Response:
    """What is done about a resolution, newest first."""
    async with begin() as uow:
        only = {Item.resolution_id: resolution_id}
        found = await page_of(uow, queries.ALL, Item.id, page, only)
        return await uow.answer(200, Listed[ItemView], found)


@router.post(
    "/implementation-items/{item_id}/progress",
    response_model=ItemView,
    responses=problems(Unknown, OutOfCharge),
)
async def advance(item_id: UUID, asked: Progress, begin: Begin, _: Convener) -> Response:
    """Say how far it is; 100 is done, and may be rated."""
    async with begin() as uow:
        item = await use_cases.advance_item(uow, item_id=item_id, **asked.model_dump())
        return await uow.answer(200, ItemView, item)


@router.post(
    "/implementation-items/{item_id}/ratings",
    response_model=ItemView,
    responses=problems(Unknown, NotOnTheRoll, errors.NotDone, errors.RatedBefore),
)
async def rate(item_id: UUID, asked: RatingSubmission, begin: Begin, _: SignedIn) -> Response:
    """Rate what was done, once for each number of the roll."""
    async with begin() as uow:
        item = await use_cases.rate_item(uow, item_id=item_id, **asked.model_dump())
        return await uow.answer(200, ItemView, item)
