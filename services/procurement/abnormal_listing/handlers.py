"""What procurement keeps when the registry lists an organization for abnormal activity."""

from services.procurement.abnormal_listing.model import AbnormalListing
from services.procurement.serious_listing.use_cases import take_down
from shared.contracts.registry import AbnormalListed, AbnormalRemoved, ListingCorrected
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def enter(uow: UnitOfWork, event: AbnormalListed) -> None:
    """From now on the organization gets no new venture grant."""
    await take_down(uow, AbnormalListing, fact=event, ended=False)


async def end(uow: UnitOfWork, event: AbnormalRemoved | ListingCorrected) -> None:
    """The entry weighs no more; a correction may be of the other list and then changes nothing."""
    await take_down(uow, AbnormalListing, fact=event, ended=True)


HANDLERS = Handlers().on(AbnormalListed, enter).on(AbnormalRemoved, end).on(ListingCorrected, end)
