"""How entitlements are used."""

from services.credit.account.errors import AccountNotOpen
from services.credit.account.model import Account
from services.credit.account.use_cases import refuse_interest
from services.credit.entitlement.errors import NotEntitled, UsedUp
from services.credit.entitlement.model import ENTITLEMENTS, EntitlementUse
from services.credit.entitlement.queries import used_in
from services.credit.entitlement.rules import period_start
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.errors import Unknown


async def use_entitlement(
    uow: UnitOfWork, *, account: Account, code: str, quantity: int
) -> EntitlementUse:
    """Record that an organization used so much of what its tier brings.

    The account is locked, so two uses at once do not both take the last.
    """
    await refuse_interest(uow, account)
    offered = await ENTITLEMENTS.value(uow, region_id=account.region_id, at=uow.at)
    known = next((one for one in offered if one.code == code), None)
    if known is None:
        raise Unknown(kind="entitlement", id=code)
    if account.tier < known.tier_min:
        raise NotEntitled(code=code, tier=account.tier, tier_min=known.tier_min)
    if account.closed_at is not None:
        raise AccountNotOpen(state=account.state)
    today = day_of(uow.at)
    start = period_start(today, known.period)
    left = known.quantity - await used_in(uow, account_id=account.id, code=code, start=start)
    if quantity > left:
        raise UsedUp(code=code, requested=quantity, left=max(left, 0))
    use = EntitlementUse(
        account_id=account.id,
        code=code,
        quantity=quantity,
        used_on=today,
        period_start=start,
        recorded_by=uow.actor.id,
    )
    uow.add(use)
    return use
