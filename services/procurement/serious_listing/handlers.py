"""What procurement keeps when the registry lists an organization for serious violations."""

from sqlalchemy import or_
from sqlalchemy.dialects.postgresql import insert

from services.procurement.serious_listing.model import SeriousListing
from shared.contracts.registry import (
    ListingCorrected,
    ListingFact,
    SeriousListed,
    SeriousRemoved,
)
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def enter(uow: UnitOfWork, event: SeriousListed) -> None:
    """From now on the organization gets no project."""
    await _take_down(uow, event, ended=False)


async def end(uow: UnitOfWork, event: SeriousRemoved | ListingCorrected) -> None:
    """The entry weighs no more; a correction may be of the other list and then changes nothing."""
    await _take_down(uow, event, ended=True)


async def _take_down(uow: UnitOfWork, fact: ListingFact, *, ended: bool) -> None:
    told = {"id": fact.entry_id, "organization_id": fact.organization_id, "ended": ended}
    new = insert(SeriousListing).values(told)
    over = or_(SeriousListing.ended, new.excluded.ended)
    await uow.session.execute(
        new.on_conflict_do_update(index_elements=[SeriousListing.id], set_={"ended": over})
    )


HANDLERS = Handlers().on(SeriousListed, enter).on(SeriousRemoved, end).on(ListingCorrected, end)
