"""What can be done with the menu."""

from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from services.needs.category.queries import category
from services.needs.menu_item.errors import CodeTaken, RegionNotYours
from services.needs.menu_item.model import MenuItem
from services.needs.menu_item.queries import EDITORS, visible
from services.needs.menu_item.states import MenuItemAction
from services.needs.team_replica.queries import must_be_none_of
from shared import regions
from shared.clock import day_of
from shared.db import UnitOfWork


async def draft_item(uow: UnitOfWork, *, terms: dict[str, Any]) -> MenuItem:
    """Put a new item on the list; nobody can order it before it is published."""
    await _must_govern(uow, terms["region_id"], terms["team_ids"])
    wanted = await category(uow, terms["category_code"])
    wanted.must_take(day=day_of(uow.at), pointer="/category_code")
    item = MenuItem(**terms)
    uow.add(item)
    try:
        await uow.flush()
    except IntegrityError as taken:
        raise CodeTaken(code=item.code) from taken
    return item


async def move_item(uow: UnitOfWork, *, item_id: UUID, action: MenuItemAction) -> MenuItem:
    """Publish, suspend, resume or retire an item of one's own region."""
    item = await uow.get(MenuItem, item_id, where=visible(uow.actor))
    await _must_govern(uow, item.region_id, item.team_ids)
    item.move(action)
    return item


async def _must_govern(uow: UnitOfWork, region_id: UUID, team_ids: list[str]) -> None:
    """Refuse who does not write the menu there, or is of a team that the item names."""
    region = await regions.get(uow.session, region_id)
    if not uow.actor.governs(region.path, *EDITORS):
        raise RegionNotYours(region_id=str(region_id))
    for team_id in team_ids:
        await must_be_none_of(uow, UUID(team_id))
