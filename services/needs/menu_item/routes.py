"""The menu over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.needs.category.errors import CategoryNotLeaf, CategoryRetired, UnknownCategory
from services.needs.menu_item import use_cases
from services.needs.menu_item.errors import CapMismatch, CodeTaken, RegionNotYours
from services.needs.menu_item.model import MenuItem
from services.needs.menu_item.queries import ALL, EDITORS, items, on_the_menu, visible
from services.needs.menu_item.schemas import MenuItemDraft, MenuItemView
from services.needs.menu_item.states import MenuItemAction
from services.needs.need.errors import ConflictOfInterest
from shared.access import Actor
from shared.clock import day_of
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, Public, SignedIn, problems, requires

router = APIRouter(tags=["menu"])

Editor = Annotated[Actor, requires(*EDITORS)]
MOVES = problems(Unknown, IllegalMove, RegionNotYours, ConflictOfInterest)


@router.post(
    "/menu-items",
    status_code=201,
    response_model=MenuItemView,
    responses=problems(
        Unknown,
        UnknownCategory,
        CategoryRetired,
        CategoryNotLeaf,
        CapMismatch,
        CodeTaken,
        RegionNotYours,
        ConflictOfInterest,
    ),
)
async def draft(_: Editor, asked: MenuItemDraft, begin: Begin) -> Response:
    """Draft an item for the menu of a region; it serves the whole subtree once published."""
    terms = asked.model_dump(exclude={"price_cap"})
    terms["team_ids"] = [str(team) for team in asked.team_ids]
    terms["price_cap_fen"] = asked.price_cap.fen if asked.price_cap else None
    async with begin() as uow:
        item = await use_cases.draft_item(uow, terms=terms)
        return await uow.answer(201, MenuItemView, item, location=f"/menu-items/{item.id}")


@router.get("/menu-items", response_model=Listed[MenuItemView])
async def list_items(actor: SignedIn, begin: Begin, page: Page) -> Response:
    """Every item in sight, newest first, drafts of one's own region included."""
    async with begin() as uow:
        found = await page_of(uow, items(actor), MenuItem.id, page)
        return await uow.answer(200, Listed[MenuItemView], found)


@router.get("/menu-items/{item_id}", response_model=MenuItemView, responses=problems(Unknown))
async def show(item_id: UUID, actor: SignedIn, begin: Begin) -> Response:
    """One item with what it promises."""
    async with begin() as uow:
        item = await uow.get(MenuItem, item_id, where=visible(actor))
        return await uow.answer(200, MenuItemView, item)


@router.get("/menu", response_model=Listed[MenuItemView], responses=problems(Unknown))
async def show_menu(
    region: Annotated[UUID, Query(description="Where the service is to be")],
    _: Public,
    begin: Begin,
    page: Page,
) -> Response:
    """What residents of a region may order (你点我供): of each category the nearest item."""
    async with begin() as uow:
        day = day_of(uow.at)
        serving = await on_the_menu(uow, region_id=region, day=day)
        found = await page_of(uow, ALL, MenuItem.id, page, {MenuItem.id: serving})
        return await uow.answer(200, Listed[MenuItemView], found)


@router.post("/menu-items/{item_id}/publication", response_model=MenuItemView, responses=MOVES)
async def publish(item_id: UUID, _: Editor, begin: Begin) -> Response:
    """Put a draft on the menu."""
    return await _move(item_id, MenuItemAction.PUBLISH, begin)


@router.post("/menu-items/{item_id}/suspension", response_model=MenuItemView, responses=MOVES)
async def suspend(item_id: UUID, _: Editor, begin: Begin) -> Response:
    """Take no new orders for a while; running ones go on."""
    return await _move(item_id, MenuItemAction.SUSPEND, begin)


@router.post("/menu-items/{item_id}/resumption", response_model=MenuItemView, responses=MOVES)
async def resume(item_id: UUID, _: Editor, begin: Begin) -> Response:
    """Put a suspended item back on the menu."""
    return await _move(item_id, MenuItemAction.RESUME, begin)


@router.post("/menu-items/{item_id}/retirement", response_model=MenuItemView, responses=MOVES)
async def retire(item_id: UUID, _: Editor, begin: Begin) -> Response:
    """Take it off the menu for good; it stays readable."""
    return await _move(item_id, MenuItemAction.RETIRE, begin)


async def _move(item_id: UUID, action: MenuItemAction, begin: Begin) -> Response:
    async with begin() as uow:
        item = await use_cases.move_item(uow, item_id=item_id, action=action)
        return await uow.answer(200, MenuItemView, item)
