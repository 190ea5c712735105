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


@lru_cache(2)  # yesterday's, for a moment, and today's
def orderable(day: date) -> Select[MenuItem]:
    """What residents may order: what is published, of a category that takes new needs that day."""
    codes = select(Category.code).where(in_use(day))
    return select(MenuItem).where(
        MenuItem.state == MenuItemState.PUBLISHED, MenuItem.category_code.in_(codes)
    )


SERVING = select(MenuItem).where(
    MenuItem.category_code == bindparam("category_code"),
    MenuItem.region_id == any_(bindparam("line", type_=ARRAY(Uuid))),
    MenuItem.state == MenuItemState.PUBLISHED,
)


async def serving(uow: UnitOfWork, *, category_code: str, region_id: UUID) -> MenuItem | None:
    """The published item that serves a category in a region; the nearest region's item wins."""
    region = await regions.get(uow.session, region_id)
    line = regions.chain(region.path)

    async def read() -> MenuItem | None:
        found = await uow.session.scalars(SERVING, {"category_code": category_code, "line": line})
        return max(found, key=lambda item: (line.index(item.region_id), item.id), default=None)

    return await uow.once((MenuItem, category_code, region_id), read)
