"""Which items there are."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from services.credit.account.queries import STEWARDS
from services.credit.redemption_item.model import RedemptionItem
from shared import regions
from shared.access import Actor, by_rights, within
from shared.db import UnitOfWork


@by_rights
def stewarded(actor: Actor) -> ColumnElement[bool]:
    """The items someone may set up and hand over."""
    return within(actor, *STEWARDS, region=RedemptionItem.region_id)


async def items_offered(uow: UnitOfWork, region_id: UUID | None) -> Select[RedemptionItem]:
    """Every item, or those open to organizations at home in one region; anyone may look."""
    offered = select(RedemptionItem)
    if region_id is not None:
        path = (await regions.get(uow.session, region_id)).path
        offered = offered.where(RedemptionItem.region_id.in_(regions.chain(path)))
    return offered
