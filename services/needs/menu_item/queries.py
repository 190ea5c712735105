"""What is on the menu, and where."""

from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, bindparam, or_, select

from services.needs.category.model import Category
from services.needs.category.queries import in_use
from services.needs.menu_item.model import MenuItem
from services.needs.menu_item.states import MenuItemState
from shared import regions
from shared.access import Actor, Role, within
from shared.clock import LOCAL
from shared.db import UnitOfWork

EDITORS = (Role.COMMUNITY_MANAGER, Role.STREET_OFFICER)
"""Who writes the menu of his region."""


def visible(actor: Actor) -> ColumnElement[bool]:
    """Drafts belong to those who write the menu there; what was ever published is public."""
    ours = within(actor, *EDITORS, Role.AUDITOR, region=MenuItem.region_id)
    return or_(MenuItem.state != MenuItemState.DRAFT, ours)


async def menu(uow: UnitOfWork, region_id: UUID) -> Select[MenuItem]:
    """Everything published for a region, its own items and those of the regions above.

    What is of a category that takes no new needs cannot be ordered any more.
    """
    region = await regions.get(uow.session, region_id)
    codes = select(Category.code).where(in_use(uow.at.astimezone(LOCAL).date()))
    return select(MenuItem).where(
        MenuItem.state == MenuItemState.PUBLISHED,
        MenuItem.region_id.in_(regions.chain(region.path)),
        MenuItem.category_code.in_(codes),
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
