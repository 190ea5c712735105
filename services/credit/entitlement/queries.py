"""What was used of an entitlement."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from services.credit.account.model import Account
from services.credit.account.queries import visible
from services.credit.entitlement.model import ENTITLEMENTS, EntitlementUse
from services.credit.entitlement.rules import period_start
from shared.access import Actor, by_rights
from shared.clock import day_of
from shared.db import UnitOfWork


async def used_in(uow: UnitOfWork, *, account_id: UUID, code: str, start: date) -> int:
    """How much of an entitlement an account used in the period that began then."""
    used = select(func.coalesce(func.sum(EntitlementUse.quantity), 0)).where(
        EntitlementUse.account_id == account_id,
        EntitlementUse.code == code,
        EntitlementUse.period_start == start,
    )
    return int(await uow.session.scalar(used) or 0)


@by_rights
def uses(actor: Actor) -> Select[EntitlementUse]:
    """Each use of what tiers bring, by the accounts in scope."""
    seen = EntitlementUse.account_id.in_(select(Account.id).where(visible(actor)))
    return select(EntitlementUse).where(seen)


async def entitlements_of(uow: UnitOfWork, account: Account) -> list[dict[str, Any]]:
    """Everything tiers bring, whether this account has it, and what is left of it now."""
    found = []
    today = day_of(uow.at)
    for known in await ENTITLEMENTS.value(uow, region_id=account.region_id, at=uow.at):
        start = period_start(today, known.period)
        used = await used_in(uow, account_id=account.id, code=known.code, start=start)
        entitled = account.closed_at is None and account.tier >= known.tier_min
        left = max(known.quantity - used, 0) if entitled else 0
        found.append(known.model_dump() | {"entitled": entitled, "used": used, "left": left})
    return found
