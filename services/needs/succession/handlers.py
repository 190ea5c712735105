"""What needs keeps when organizations merge or are split."""

from services.needs.succession import use_cases
from shared.contracts.registry import OrganizationMerged, OrganizationSplit
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def merge(uow: UnitOfWork, event: OrganizationMerged) -> None:
    """One body took over everything."""
    await use_cases.take_succession(
        uow, organization_id=event.organization_id, successors=[event.successor_id]
    )


async def split(uow: UnitOfWork, event: OrganizationSplit) -> None:
    """Several bodies took over."""
    successors = [one.organization_id for one in event.shares]
    await use_cases.take_succession(
        uow, organization_id=event.organization_id, successors=successors
    )


HANDLERS = Handlers().on(OrganizationMerged, merge).on(OrganizationSplit, split)
