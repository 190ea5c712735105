"""What is on the menu, and where."""

from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, bindparam, or_, select

from services.needs.category.model import Category
from services.needs.category.queries import in_use
from services.needs.menu_item.model import MenuItem
from services.needs.menu_item.states import MenuItemState
from shared import regions
from shared.access import Actor, Role, by_rights, within
from shared.db import UnitOfWork

EDITORS = (Role.COMMUNITY_MANAGER, Role.STREET_OFFICER)
"""Who writes the menu of his region."""


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Drafts belong to those who write the menu there; what was ever published is public."""
    ours = within(actor, *EDITORS, Role.AUDITOR, region=MenuItem.region_id)
    return or_(MenuItem.state != MenuItemState.DRAFT, ours)


@by_rights
def items(actor: Actor) -> Select[MenuItem]:
    """The items in the caller's scope."""
    return select(MenuItem).where(visible(actor))


ALL = select(MenuItem)
"""Made once, so that pages of it are, too (shared/pages.py)."""

_PUBLISHED = (
    MenuItem.region_id == any_(bindparam("line", type_=ARRAY(Uuid))),
    MenuItem.state == MenuItemState.PUBLISHED,
)
SERVING = select(MenuItem).where(MenuItem.category_code == bindparam("category_code"), *_PUBLISHED)


@lru_cache(2)  # yesterday's, for a moment, and today's
def _orderable(day: date) -> Select[str, UUID, UUID]:
    """What is published along a line of regions, of categories that take new needs that day."""
    codes = select(Category.code).where(in_use(day))
    asked = select(MenuItem.category_code, MenuItem.region_id, MenuItem.id)
    return asked.where(*_PUBLISHED, MenuItem.category_code.in_(codes))


async def on_the_menu(uow: UnitOfWork, *, region_id: UUID, day: date) -> list[UUID]:
    """What residents of a region may order: of each category the item that serves it there."""
    line = regions.chain((await regions.get(uow.session, region_id)).path)
    nearest: dict[str, tuple[int, UUID]] = {}
    for code, place, item_id in await uow.session.execute(_orderable(day), {"line": line}):
        here = line.index(place), item_id
        nearest[code] = max(here, nearest.get(code, here))
    return [item_id for _, item_id in nearest.values()]


async def serving(uow: UnitOfWork, *, category_code: str, region_id: UUID) -> MenuItem | None:
    """The published item that serves a category in a region; the nearest region's item wins."""
    region = await regions.get(uow.session, region_id)
    line = regions.chain(region.path)

    async def read() -> MenuItem | None:
        found = await uow.session.scalars(SERVING, {"category_code": category_code, "line": line})
        return max(found, key=lambda item: (line.index(item.region_id), item.id), default=None)

    return await uow.once((MenuItem, category_code, region_id), read)
