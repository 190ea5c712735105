"""What can be done with accounts. Each function runs in one transaction of its caller."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from prometheus_client import Gauge
from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from services.credit.account.errors import ConflictOfInterest
from services.credit.account.model import Account, AccountKind, Balance
from services.credit.account.queries import HEIRS, line_of, oldest_suspense, wait_for_first
from services.credit.account.states import ACCOUNT, AccountAction, AccountState, FreezeCause
from services.credit.organization_replica.model import WORKED, OrganizationReplica
from shared import numbers
from shared.db import UnitOfWork
from shared.durations import Span, due
from shared.policy import Parameter

FORFEITURE = "account_forfeiture"
"""The timer that empties a closed account."""

TIER_REVIEW = "tier_review"
"""The timer that looks at an account's tier: at once after credits moved, and every month."""

EXPIRY = "credit_expiry"
"""The timer that warns of credits that end, and ends them."""

ENDED = "credits_ended"
"""The timer that ends what had ended already when it came back, or came at all."""

SUCCESSION = "account_succession"
"""The timer that passes on what stands, or comes late, on a merged organization's account."""

KEPT = Parameter(
    "credit.closed.kept",
    Span,
    default=Span(value=365, unit="day"),
    source="spec/credit.md §4: the rest is forfeited after one year",
)

REGION_DIGITS = 6

NO_REGION_CODE = "0" * REGION_DIGITS
"""Stands in a number where no region above the account has a statistical code."""

SUSPENSE_AGE = Gauge("credit_suspense_age_seconds", "How long the oldest account is in suspense")


async def measure_suspense(uow: UnitOfWork) -> None:
    """How long an organization has earned untold (spec/credit.md §9: alert after 24 h)."""
    oldest = await oldest_suspense(uow)
    SUSPENSE_AGE.set(0 if oldest is None else (uow.at - oldest).total_seconds())


_HOLDERS = (
    select(Account)
    .where(Account.organization_id == any_(bindparam("organization_ids", type_=ARRAY(Uuid))))
    .order_by(Account.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)
_ARREARS = select(Balance.account_id, Balance.arrears).where(
    Balance.account_id == any_(bindparam("account_ids", type_=ARRAY(Uuid)))
)


async def holder_accounts(uow: UnitOfWork, homes: Mapping[UUID, UUID]) -> dict[UUID, Account]:
    """The accounts of organizations, locked until the transaction ends; `homes` are their regions.

    The lock makes one's earnings follow each other, for each counts those before it. One nobody
    has told of yet gets its account in suspense; one that works no more is admitted at once.
    """
    found = await _held(uow, homes)
    if missing := homes.keys() - found.keys():
        await wait_for_first(uow, *missing)
        found |= await _held(uow, missing)
    new = {
        organization_id: Account(
            kind=AccountKind.HOLDER, organization_id=organization_id, region_id=region_id
        )
        for organization_id, region_id in sorted(homes.items())
        if organization_id not in found
    }
    uow.session.add_all(new.values())
    await uow.flush()
    if new:
        told = select(OrganizationReplica).where(OrganizationReplica.id.in_(new))
        for known in await uow.session.scalars(told.where(OrganizationReplica.state.in_(WORKED))):
            await _open(uow, new[known.id], region_id=known.home_region_id)
            if known.canceled:
                await end_account(uow, account=new[known.id])
    return {one: found.get(one) or new[one] for one in homes}


async def _held(uow: UnitOfWork, organizations: Iterable[UUID]) -> dict[UUID | None, Account]:
    rows = await uow.session.scalars(_HOLDERS, {"organization_ids": list(organizations)})
    return {one.organization_id: one for one in rows}


async def holder_account(uow: UnitOfWork, *, organization_id: UUID, region_id: UUID) -> Account:
    """One organization's account, locked."""
    return (await holder_accounts(uow, {organization_id: region_id}))[organization_id]


async def open_account(uow: UnitOfWork, *, organization_id: UUID, region_id: UUID) -> Account:
    """Give an organization the registry knows its numbered account, once."""
    account = await holder_account(uow, organization_id=organization_id, region_id=region_id)
    if account.state is AccountState.SUSPENSE:
        await _open(uow, account, region_id=region_id)
    return account


async def admit(uow: UnitOfWork, *, account: Account, region_id: UUID) -> None:
    """Give an account in suspense its number and its holder's home."""
    number = await _next_number(uow, region_id)
    opened = account.admit(region_id=region_id, number=number, at=uow.at)
    if opened is not None:
        uow.emit(opened)


async def announce_standing(uow: UnitOfWork, *, account: Account) -> None:
    """Tell the others how the organization stands now; a repeat of what they know is harmless."""
    await uow.flush()
    balance = await uow.session.get_one(Balance, account.id, populate_existing=True)
    account.in_arrears = balance.arrears > 0
    await uow.flush()
    uow.emit(account.standing())


async def restand(uow: UnitOfWork, *accounts: Account, pause: timedelta = timedelta(0)) -> None:
    """After credits moved: tell of arrears that came or went, and let the tier be looked at.

    What moves on an account whose organization merged or was split passes on to the successors.
    A `pause` lets more move before either is done, once for all of it.
    """
    mine = {"account_ids": [account.id for account in accounts]}
    arrears = {row.account_id: row.arrears for row in await uow.session.execute(_ARREARS, mine)}
    for account in accounts:
        if (arrears[account.id] > 0) != account.in_arrears:
            await announce_standing(uow, account=account)
        passes_on = account.state is AccountState.SUCCEEDED
        await uow.schedule(SUCCESSION if passes_on else TIER_REVIEW, account.id, uow.at + pause)


async def restand_any_year(uow: UnitOfWork, *accounts: Account) -> None:
    """The same after credits of whatever year moved: what of them had ended expires at once."""
    await restand(uow, *accounts)
    for account in accounts:
        await uow.schedule(ENDED, account.id, uow.at)


async def move_account(
    uow: UnitOfWork, *, account: Account, action: AccountAction, reason: str
) -> None:
    """Freeze or thaw an account: the first officer proposes it, a second one makes it so."""
    assert action in (AccountAction.FREEZE, AccountAction.THAW)
    await refuse_interest(uow, account)
    if not account.confirmed(action, by=uow.actor.id):
        account.propose(action, by=uow.actor.id, reason=reason)
        return
    freezes = action is AccountAction.FREEZE
    by = FreezeCause.OFFICERS
    uow.emit(account.freeze(by=by, at=uow.at) if freezes else account.thaw(at=uow.at))
    await announce_standing(uow, account=account)


async def end_account(uow: UnitOfWork, *, account: Account) -> None:
    """Close the account of an organization that was canceled; its rest is forfeited in a year."""
    if AccountAction.CLOSE not in ACCOUNT.allowed(account.state):
        return
    uow.emit(account.end(AccountAction.CLOSE, at=uow.at))
    kept = await KEPT.value(uow, region_id=account.region_id, at=uow.at)
    await uow.schedule(FORFEITURE, account.id, due(uow.at, kept).at)
    await uow.schedule(TIER_REVIEW, account.id, uow.at)
    await announce_standing(uow, account=account)


async def refuse_interest(uow: UnitOfWork, account: Account) -> None:
    """Nobody decides on the credits of an organization he works for, or that pass on to it."""
    concerned = {account.organization_id}
    if account.state is AccountState.SUCCEEDED:
        concerned |= {*await uow.session.scalars(HEIRS, {"ended": account.organization_id})}
    if uow.actor.belongs_to(*concerned):
        raise ConflictOfInterest


async def _open(uow: UnitOfWork, account: Account, *, region_id: UUID) -> None:
    await admit(uow, account=account, region_id=region_id)
    await announce_standing(uow, account=account)
    await uow.schedule(TIER_REVIEW, account.id, uow.at)
    await uow.schedule(EXPIRY, account.id, uow.at)


async def _next_number(uow: UnitOfWork, region_id: UUID) -> str:
    """`JF-{region6}-{seq6}{check2}`; the check digits cover region and sequence."""
    codes = [region.code for region in await line_of(uow, region_id) if region.code is not None]
    region6 = codes[-1][:REGION_DIGITS] if codes else NO_REGION_CODE
    serial = f"{await numbers.take(uow, f'JF-{region6}'):06d}"
    return f"JF-{region6}-{serial}{numbers.check_digits(region6 + serial)}"
