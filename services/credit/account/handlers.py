"""What accounts do when the registry speaks."""

from services.credit.account import use_cases
from services.credit.earning.use_cases import settle_waiting
from services.credit.organization_replica.model import OrganizationReplica
from shared.contracts.registry import OrganizationState
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def open_account(uow: UnitOfWork, event: OrganizationState) -> None:
    """An active organization has an account, and gets what it earned while unknown.

    Goes by the read copy, not by the event, for snapshots may arrive late and out of order.
    """
    organization = await uow.session.get_one(OrganizationReplica, event.organization_id)
    if not organization.active:
        return
    account = await use_cases.open_account(
        uow,
        organization_id=organization.id,
        region_id=organization.home_region_id,
        at=uow.at,
    )
    await settle_waiting(uow, account=account)


HANDLERS = Handlers().on(OrganizationState, open_account)
