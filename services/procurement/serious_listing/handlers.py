"""What procurement keeps when the registry lists an organization for serious violations."""

from services.procurement.serious_listing.model import SeriousListing
from services.procurement.serious_listing.use_cases import take_down
from shared.contracts.registry import ListingCorrected, SeriousListed, SeriousRemoved
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def enter(uow: UnitOfWork, event: SeriousListed) -> None:
    """From now on the organization gets no project."""
    await take_down(uow, SeriousListing, fact=event, ended=False)


async def end(uow: UnitOfWork, event: SeriousRemoved | ListingCorrected) -> None:
    """The entry weighs no more; a correction may be of the other list and then changes nothing."""
    await take_down(uow, SeriousListing, fact=event, ended=True)


HANDLERS = Handlers().on(SeriousListed, enter).on(SeriousRemoved, end).on(ListingCorrected, end)
