"""What accounts do when the registry speaks."""

from services.credit.account import use_cases
from services.credit.account.queries import has_account, wait_for_first
from services.credit.annual_evaluation import use_cases as evaluations
from services.credit.delivery import use_cases as deliveries
from services.credit.earning import use_cases as earnings
from services.credit.listing import use_cases as listings
from services.credit.organization_replica.model import OrganizationReplica
from services.credit.redemption import use_cases as redemptions
from services.credit.roll_up import use_cases as roll_ups
from services.credit.succession import use_cases as successions
from shared.contracts.registry import OrganizationState
from shared.db import UnitOfWork
from shared.handlers import Handlers

ENDED = "组织已注销"
"""Why a redemption was canceled: the organization was."""


async def open_account(uow: UnitOfWork, event: OrganizationState) -> None:
    """An active organization has an account, and gets what it earned while unknown.

    One that merged or was split has one, too, so that what it earned passes on; and one that works
    no more, if it ever earned, so that nothing waits for it. The account follows the
    organization's home.

    Goes by the read copy, not by the event, for snapshots may arrive late and out of order.
    """
    organization = await uow.session.get_one(OrganizationReplica, event.organization_id)
    earned = False
    if organization.worked:
        await wait_for_first(uow, organization.id)
        earned = await has_account(uow, organization.id)
    if not (organization.active or organization.succeeded or earned):
        return
    account = await use_cases.open_account(
        uow,
        organization_id=organization.id,
        region_id=organization.home_region_id,
    )
    if account.region_id != organization.home_region_id:
        await roll_ups.move_home(uow, account=account, region_id=organization.home_region_id)
    await earnings.settle_waiting(uow, account=account)
    await deliveries.settle_waiting(uow, account=account)
    await evaluations.settle_waiting(uow, account=account)
    await listings.settle(uow, account=account)
    await successions.begin(uow, account=account)
    await successions.wake(uow, successor=account)
    if organization.canceled:
        await redemptions.cancel_open(uow, account=account, reason=ENDED)
        await use_cases.end_account(uow, account=account)


HANDLERS = Handlers().on(OrganizationState, open_account)
