"""What accounts do when organizations merge or are split."""

from services.credit.succession import use_cases
from services.credit.succession.rules import WHOLE
from shared.contracts.registry import OrganizationMerged, OrganizationSplit
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def merge(uow: UnitOfWork, event: OrganizationMerged) -> None:
    """Everything passes on to one successor."""
    await use_cases.take_succession(uow, fact=event, shares={event.successor_id: WHOLE})


async def split(uow: UnitOfWork, event: OrganizationSplit) -> None:
    """Everything passes on by shares."""
    shares = {one.organization_id: one.share for one in event.shares}
    await use_cases.take_succession(uow, fact=event, shares=shares)


HANDLERS = Handlers().on(OrganizationMerged, merge).on(OrganizationSplit, split)
