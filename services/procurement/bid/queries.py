"""Which bids someone may see: before the opening his own, and nobody else any."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from services.procurement.bid.model import Bid, BidReceipt
from services.procurement.bid.states import BidState
from services.procurement.panel.queries import judged_by
from services.procurement.project.queries import AUTHORS
from services.procurement.succession.queries import claimed
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork

BIDDERS = (Role.ORG_MANAGER,)
CONTENTS = "bid.contents"
READERS = (*AUTHORS, Role.SUPERVISING_AUTHORITY, Role.AUDITOR)
"""Who reads the bids of his region, once they are open."""


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """One's own bids; those that were opened for staff of the region and the panel, too."""
    if actor is SYSTEM:
        return true()
    governed = within(actor, *READERS, region=Bid.region_id)
    mine = claimed(actor, *BIDDERS, of=Bid.organization_id)
    judged = Bid.process_id.in_(judged_by(actor))
    return or_(mine, and_(or_(governed, judged), Bid.opened_at.is_not(None)))


@by_rights
def bids(actor: Actor) -> Select[Bid]:
    """The bids in sight."""
    return select(Bid).where(visible(actor))


async def seen_bid(uow: UnitOfWork, bid_id: UUID) -> Bid:
    """One bid in sight, or Unknown."""
    return await uow.see(Bid, bid_id, visible(uow.actor))


def receipts(bid_id: UUID) -> Select[BidReceipt]:
    """The receipts of one bid."""
    return select(BidReceipt).where(BidReceipt.bid_id == bid_id)


async def chain_of(uow: UnitOfWork, process_id: UUID) -> list[BidReceipt]:
    """All receipts of a tender, in their order."""
    rows = select(BidReceipt).where(BidReceipt.process_id == process_id)
    return list(await uow.session.scalars(rows.order_by(BidReceipt.seq)))


async def last_receipt(uow: UnitOfWork, process_id: UUID) -> BidReceipt | None:
    """The newest receipt of a tender."""
    rows = select(BidReceipt).where(BidReceipt.process_id == process_id)
    return await uow.session.scalar(rows.order_by(BidReceipt.seq.desc()).limit(1))


async def sealed_bids(uow: UnitOfWork, process_id: UUID) -> list[Bid]:
    """The bids of a tender that were not withdrawn and not opened."""
    rows = select(Bid).where(Bid.process_id == process_id, Bid.state == BidState.SEALED)
    return list(await uow.session.scalars(rows.order_by(Bid.id)))


async def bid_of(uow: UnitOfWork, process_id: UUID, organization_id: UUID) -> Bid | None:
    """An organization's bid in a tender."""
    mine = (Bid.process_id == process_id, Bid.organization_id == organization_id)
    return await uow.session.scalar(select(Bid).where(*mine))


async def opened_bids(uow: UnitOfWork, process_id: UUID) -> list[Bid]:
    """The bids of a tender that were opened, excluded ones among them."""
    rows = select(Bid).where(Bid.process_id == process_id, Bid.opened_at.is_not(None))
    return list(await uow.session.scalars(rows.order_by(Bid.id)))
