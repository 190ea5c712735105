"""What accounts do when the registry lists an organization."""

from services.credit.account.states import CreditList
from services.credit.listing import use_cases
from shared.contracts.registry import (
    AbnormalListed,
    AbnormalRemoved,
    ListingCorrected,
    SeriousListed,
    SeriousRemoved,
)
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def cap(uow: UnitOfWork, event: AbnormalListed) -> None:
    """The list of abnormal activity caps the tier."""
    await use_cases.enter(uow, fact=event, on=CreditList.ABNORMAL)


async def freeze(uow: UnitOfWork, event: SeriousListed) -> None:
    """The list of serious violations freezes the account."""
    await use_cases.enter(uow, fact=event, on=CreditList.SERIOUS)


async def release(uow: UnitOfWork, event: AbnormalRemoved | SeriousRemoved) -> None:
    """The entry ended."""
    await use_cases.remove(uow, fact=event)


async def take_back(uow: UnitOfWork, event: ListingCorrected) -> None:
    """The entry was a mistake."""
    await use_cases.remove(uow, fact=event, corrected=True)


HANDLERS = (
    Handlers()
    .on(AbnormalListed, cap)
    .on(AbnormalRemoved, release)
    .on(SeriousListed, freeze)
    .on(SeriousRemoved, release)
    .on(ListingCorrected, take_back)
)
