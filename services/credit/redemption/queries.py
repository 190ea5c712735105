"""Which redemptions someone may see, and how many an organization has had."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, text

from services.credit.account import queries as accounts
from services.credit.account.model import Account
from services.credit.redemption.model import Redemption
from services.credit.redemption.states import OPEN, RedemptionState
from shared.access import Actor, Role, by_rights, within
from shared.db import UnitOfWork

WRONG = text("""
SELECT coalesce(t.id, r.transfer_id) AS id FROM redemption r FULL JOIN (
  SELECT t.*, a.organization_id FROM transfer t JOIN account a ON a.id = t.debit
  WHERE t.source_type = 'credit.redemption' AND t.kind = 'capture'
) t ON t.id = r.transfer_id
WHERE (t.source_id, t.debit, t.amount, t.organization_id)
    IS DISTINCT FROM (r.id, r.account_id, r.price, r.organization_id)
  AND (t.id IS NOT NULL OR r.transfer_id IS NOT NULL) ORDER BY 1 LIMIT 1
""")
"""A transfer that spends what no redemption cost."""


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The redemptions in someone's scope: his organization's, or of those at home in his region."""
    return Redemption.account_id.in_(select(Account.id).where(accounts.visible(actor)))


@by_rights
def redemptions(actor: Actor) -> Select[Redemption]:
    """The redemptions in someone's scope."""
    return select(Redemption).where(visible(actor))


@by_rights
def decidable(actor: Actor) -> ColumnElement[bool]:
    """The redemptions an officer may decide: an account that moves takes them along."""
    return Redemption.account_id.in_(select(Account.id).where(accounts.stewarded(actor)))


@by_rights
def cancelable(actor: Actor) -> ColumnElement[bool]:
    """The redemptions someone may take back: his organization's own."""
    return within(actor, Role.ORG_MANAGER, organization=Redemption.organization_id)


async def redemption_locked(
    uow: UnitOfWork, redemption_id: UUID, where: ColumnElement[bool] | None = None
) -> Redemption:
    """A redemption in sight, its account locked first: a merger locks in that order, too."""
    seen = await uow.see(Redemption, redemption_id, where)
    await uow.lock(Account, seen.account_id)
    return await uow.get(Redemption, redemption_id, where=where)


async def open_redemptions(uow: UnitOfWork, account_id: UUID) -> Sequence[Redemption]:
    """What credits of an account are still held for, locked; their items are locked alike."""
    waiting = select(Redemption).where(
        Redemption.account_id == account_id, Redemption.state.in_(OPEN)
    )
    ordered = waiting.order_by(Redemption.item_id, Redemption.id)
    return (await uow.session.scalars(ordered.with_for_update())).all()


async def times_had(uow: UnitOfWork, *, account_id: UUID, item_id: UUID) -> int:
    """How many of an item an organization has had or is about to have."""
    counted = (*OPEN, RedemptionState.FULFILLED)
    had = (
        select(func.count())
        .select_from(Redemption)
        .where(Redemption.account_id == account_id, Redemption.item_id == item_id)
        .where(Redemption.state.in_(counted))
    )
    return await uow.session.scalar(had) or 0
