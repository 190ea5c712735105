"""How credits are warned of and expire."""

from datetime import date, timedelta
from uuid import UUID

from services.credit.account.model import Account, AccountKind
from services.credit.account.states import AccountState
from services.credit.account.use_cases import EXPIRY
from services.credit.expiry.queries import sums_of
from services.credit.expiry.rules import Sums, ended, left_of, left_upto
from services.credit.system_account.use_cases import system_account
from services.credit.transfer import use_cases as ledger
from services.credit.transfer.model import Posting, TransferKind
from services.credit.transfer.rules import told
from shared import ids
from shared.clock import LOCAL, day_of, midnight
from shared.contracts.credit import CreditsExpiring
from shared.db import UnitOfWork
from shared.policy import Parameter, whole

YEARS = Parameter(
    "credit.expiry.years",
    whole(1, 20),
    default=2,
    source="spec/credit.md §4: credits of a year expire at the end of the second year after it",
)
WARNINGS_DAYS = (90, 30)
"""How long before their last day the holder is told of credits that will expire."""

RUNNING = (AccountState.SUSPENSE, AccountState.OPEN, AccountState.FROZEN)
"""States in which credits expire by the year; what an account that ended has left is forfeited,
or passed on."""


def next_look(today: date) -> date:
    """When expiry is next to be looked at: a day of warning, or New Year's Day."""
    end = date(today.year, 12, 31)
    looks = [end - timedelta(days=days) for days in WARNINGS_DAYS]
    return next((look for look in looks if look > today), end + timedelta(days=1))


async def years_from(uow: UnitOfWork, account: Account, year: int) -> int:
    """For how many years credits can be used: what is valid on New Year's Day counts all year.

    So whoever is warned in autumn of what ends is warned by what counts then.
    """
    return await YEARS.value(uow, region_id=account.region_id, at=midnight(date(year, 1, 1)))


async def expire_ended(uow: UnitOfWork, *, account_id: UUID) -> Account:
    """Expire what ended with last year."""
    account = await uow.get(Account, account_id)
    if account.state in RUNNING:
        year = uow.at.astimezone(LOCAL).year
        cut = year - await years_from(uow, account, year) - 1
        await _expire(uow, account=account, sums=await sums_of(uow, account.id), cut=cut)
    return account


async def look_at_expiry(uow: UnitOfWork, *, account_id: UUID) -> None:
    """Expire what ended with last year, warn of what ends with this one, and plan the next look."""
    account = await expire_ended(uow, account_id=account_id)
    if account.state not in RUNNING:
        return
    today = day_of(uow.at)
    last = today.year - await years_from(uow, account, today.year + 1)
    ending = left_upto(await sums_of(uow, account.id), last)
    end = date(today.year, 12, 31)
    if ending and (end - today).days <= max(WARNINGS_DAYS):
        assert account.organization_id is not None
        warning = CreditsExpiring(
            account_id=account.id,
            organization_id=account.organization_id,
            amount=ending,
            expires_on=end,
            at=uow.at,
        )
        uow.emit(warning)
    await uow.schedule(EXPIRY, account.id, midnight(next_look(today)))


async def forfeit(uow: UnitOfWork, *, account_id: UUID) -> None:
    """Empty an account that was closed a year ago."""
    account = await uow.get(Account, account_id)
    sums = await sums_of(uow, account.id)
    await _expire(uow, account=account, sums=sums, cut=None)


async def _expire(uow: UnitOfWork, *, account: Account, sums: Sums, cut: int | None) -> None:
    """Post what ends: by the years it was earned in up to `cut`, or all of a closed account's."""
    today = day_of(uow.at)
    inputs = ended(sums, today.year if cut is None else cut)
    amount = left_of(inputs)
    if amount == 0:
        return
    kind = AccountKind.FORFEITED if cut is None else AccountKind.EXPIRED
    to = await system_account(uow, kind=kind, region_id=account.region_id)
    zh = f"{cut} 年及以前所得积分到期。" if cut else "账户关闭满一年，余额作废。"
    en = f"Credits earned up to {cut} expired." if cut else "A year after the account was closed."
    posting = Posting(
        key=ids.derived(account.id, f"{TransferKind.EXPIRE}:{sums.expired}"),
        kind=TransferKind.EXPIRE,
        debit=account.id,
        credit=to,
        amount=amount,
        effective_on=today,
        source_type="credit.account",
        source_id=account.id,
        policy_id=None,
        explanation=told(amount=amount, zh=zh, en=en, inputs=inputs),
    )
    await ledger.post(uow, posting)
