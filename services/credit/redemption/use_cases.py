"""What can be done with redemptions. Locks go in one order: account, redemption, item, balance.

Whoever has a balance changes rows that refer to the account and the item, and so waits for both.
"""

from uuid import UUID

from services.credit.account.errors import AccountNotOpen, InArrears
from services.credit.account.model import Account, AccountKind, Balance
from services.credit.account.states import AccountState
from services.credit.account.use_cases import refuse_interest, restand_any_year
from services.credit.expiry.use_cases import expire_ended
from services.credit.redemption import queries
from services.credit.redemption.model import SOURCE, Redemption
from services.credit.redemption.states import RedemptionAction
from services.credit.redemption_item.errors import LimitReached
from services.credit.redemption_item.model import RedemptionItem
from services.credit.system_account.use_cases import system_account
from services.credit.transfer import use_cases as ledger
from services.credit.transfer.model import HoldState
from services.credit.transfer.rules import told
from shared import ids, regions
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter

EXPIRY = "redemption_expiry"
"""The timer that gives credits free that nobody fetched an item for."""

OPEN_FOR = Parameter(
    "credit.redemption.open_for",
    Duration,
    default=Duration(value=30, unit="day"),
    source="spec/credit.md §4",
)


async def request_redemption(uow: UnitOfWork, *, account: Account, item_id: UUID) -> Redemption:
    """Hold the price and take one from the stock, both or neither."""
    if account.state is not AccountState.OPEN:
        raise AccountNotOpen(state=account.state)
    await expire_ended(uow, account_id=account.id)  # the timer may be late
    await _refuse_arrears(uow, account)
    item = await uow.get(RedemptionItem, item_id)
    home = (await regions.get(uow.session, account.region_id)).path
    item.take_one(
        tier=account.tier,
        on=day_of(uow.at),
        in_region=item.region_id in regions.chain(home),
    )
    had = await queries.times_had(uow, account_id=account.id, item_id=item.id)
    if item.per_holder_limit is not None and had >= item.per_holder_limit:
        raise LimitReached(limit=item.per_holder_limit)
    return await _hold(uow, account=account, item=item)


async def _hold(uow: UnitOfWork, *, account: Account, item: RedemptionItem) -> Redemption:
    assert account.organization_id is not None
    open_for = await OPEN_FOR.value(uow, region_id=account.region_id, at=uow.at)
    redemption = Redemption(
        id=ids.new(),
        account_id=account.id,
        organization_id=account.organization_id,
        region_id=account.region_id,
        item_id=item.id,
        item_kind=item.kind,
        price=item.price,
        requested_by=uow.actor.id,
        expires_at=due(uow.at, open_for).at,
    )
    hold_id = await ledger.hold(
        uow,
        account_id=account.id,
        amount=item.price,
        expires_at=redemption.expires_at,
        source=(SOURCE, redemption.id),
    )
    uow.add(redemption)
    uow.emit(redemption.request(hold_id, at=uow.at))
    await uow.schedule(EXPIRY, redemption.id, redemption.expires_at)
    if not item.needs_approval:
        uow.emit(redemption.approve(by=uow.actor.id, at=uow.at))
    return redemption


async def approve_redemption(uow: UnitOfWork, *, redemption: Redemption) -> None:
    """Agree that the item is handed over; nobody does for an organization he works for."""
    await refuse_interest(uow, await uow.session.get_one(Account, redemption.account_id))
    uow.emit(redemption.approve(by=uow.actor.id, at=uow.at))


async def fulfill_redemption(uow: UnitOfWork, *, redemption: Redemption) -> None:
    """Hand the item over and spend the credits that were held for it."""
    account = await uow.get(Account, redemption.account_id)
    await refuse_interest(uow, account)
    assert redemption.hold_id is not None
    uow.emit(redemption.fulfill(at=uow.at))
    if account.state is not AccountState.OPEN:
        raise AccountNotOpen(state=account.state)
    await _refuse_arrears(uow, account)
    home = redemption.region_id
    redeemed = await system_account(uow, kind=AccountKind.REDEEMED, region_id=home)
    redemption.transfer_id = await ledger.capture(
        uow,
        hold_id=redemption.hold_id,
        amount=redemption.price,
        to=redeemed,
        explanation=told(
            amount=redemption.price,
            zh=f"兑换项目，使用 {redemption.price} 积分。",
            en=f"Redeemed an item for {redemption.price} credits.",
            inputs={"item_id": str(redemption.item_id), "kind": redemption.item_kind},
        ),
    )
    await uow.unschedule(EXPIRY, redemption.id)


async def end_redemption(
    uow: UnitOfWork,
    *,
    redemption: Redemption,
    action: RedemptionAction,
    reason: str | None = None,
) -> None:
    """Reject, cancel or let expire: the credits are free again, the item goes back."""
    assert redemption.hold_id is not None
    account = await uow.get(Account, redemption.account_id)
    uow.emit(redemption.end(action, at=uow.at, reason=reason))
    item = await uow.get(RedemptionItem, redemption.item_id)
    item.put_back()
    expired = action is RedemptionAction.EXPIRE
    outcome = HoldState.EXPIRED if expired else HoldState.VOIDED
    await ledger.release(uow, hold_id=redemption.hold_id, outcome=outcome)
    # what is free again may have filled arrears, or have ended while it was held
    await restand_any_year(uow, account)
    await uow.unschedule(EXPIRY, redemption.id)


async def cancel_open(uow: UnitOfWork, *, account: Account, reason: str) -> None:
    """Cancel all that an organization which is no more still waits for."""
    for redemption in await queries.open_redemptions(uow, account.id):
        cancel = RedemptionAction.CANCEL
        await end_redemption(uow, redemption=redemption, action=cancel, reason=reason)


async def _refuse_arrears(uow: UnitOfWork, account: Account) -> None:
    balance = await uow.session.get_one(Balance, account.id, populate_existing=True)
    if balance.arrears > 0:
        raise InArrears(arrears=balance.arrears)
