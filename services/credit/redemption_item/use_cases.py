"""What can be done with redemption items."""

from typing import Any

from sqlalchemy import select

from services.credit.account.queries import STEWARDS
from services.credit.redemption_item.errors import CodeTaken
from services.credit.redemption_item.model import RedemptionItem
from shared import regions
from shared.db import UnitOfWork
from shared.errors import Unknown


async def offer_item(uow: UnitOfWork, **fields: Any) -> RedemptionItem:
    """Offer something for credits in a region the officer governs."""
    region = await regions.get(uow.session, fields["region_id"])
    if not uow.actor.governs(region.path, *STEWARDS):
        raise Unknown(kind="region", id=str(region.id))
    same = select(RedemptionItem.id).where(RedemptionItem.code == fields["code"])
    if await uow.session.scalar(same) is not None:
        raise CodeTaken(code=fields["code"])
    item = RedemptionItem(**fields)
    uow.add(item)
    return item
