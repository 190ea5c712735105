"""How what an organization had passes on to its successors.

What is due is computed from everything the account ever had, then the difference to what passed
on already is posted. So a fact that comes late leads to where it would have led in time.
"""

from collections.abc import Mapping
from uuid import UUID

from services.credit.account import use_cases as accounts
from services.credit.account.model import Account, AccountKind, Balance
from services.credit.account.states import AccountAction, AccountState
from services.credit.expiry.queries import sums_of
from services.credit.redemption.use_cases import cancel_open
from services.credit.succession import queries
from services.credit.succession.errors import Circular, NotShared
from services.credit.succession.model import Succession, SuccessionShare, Way
from services.credit.succession.rules import WHOLE, due_by_year, passings
from services.credit.system_account.use_cases import system_account
from services.credit.transfer import use_cases as ledger
from shared.contracts.registry import OrganizationMerged, OrganizationSplit
from shared.db import UnitOfWork

ENDED = "组织已合并或分立"
"""Why a redemption was canceled: the organization merged or was split."""


async def take_succession(
    uow: UnitOfWork, *, fact: OrganizationMerged | OrganizationSplit, shares: Mapping[UUID, int]
) -> None:
    """End an organization's account and let everything pass on; once, as it was first told."""
    account = await accounts.holder_account(
        uow, organization_id=fact.organization_id, region_id=fact.region_id
    )
    if await uow.session.get(Succession, fact.organization_id) is not None:
        return
    if sum(shares.values()) != WHOLE or min(shares.values()) <= 0:
        raise NotShared(total=sum(shares.values()))
    for successor in shares:
        await _refuse_circle(uow, successor, before=fact.organization_id)
    uow.add(Succession(id=fact.organization_id, ended_on=fact.effective_on))
    await uow.flush()
    for successor, share in shares.items():
        # one that nobody told of yet has its account in suspense from now on
        await accounts.holder_account(uow, organization_id=successor, region_id=fact.region_id)
        uow.add(
            SuccessionShare(
                organization_id=fact.organization_id, successor_id=successor, share=share
            )
        )
    await begin(uow, account=account)


async def begin(uow: UnitOfWork, *, account: Account) -> None:
    """Stop spending from an account that is succeeded, and pass on what stands there.

    Open redemptions are canceled: the successors ask anew, with what they have together. An
    account in suspense waits until it is admitted.
    """
    assert account.organization_id is not None
    if await uow.session.get(Succession, account.organization_id) is None:
        return
    if account.state in (AccountState.OPEN, AccountState.FROZEN):
        await cancel_open(uow, account=account, reason=ENDED)
        uow.emit(account.end(AccountAction.SUCCEED, at=uow.at))
        await accounts.announce_standing(uow, account=account)
        await uow.schedule(accounts.TIER_REVIEW, account.id, uow.at)
    if account.state is AccountState.SUCCEEDED:
        await uow.schedule(accounts.SUCCESSION, account.id, uow.at)


async def wake(uow: UnitOfWork, *, successor: Account) -> None:
    """Pass on what waited for a successor to become known; no account but its own is locked."""
    assert successor.organization_id is not None
    for account_id in await queries.predecessors_of(uow, successor.organization_id):
        await uow.schedule(accounts.SUCCESSION, account_id, uow.at)


async def pass_on(uow: UnitOfWork, *, account_id: UUID) -> None:
    """Post what the successors do not have yet; nothing while one of them is unknown."""
    ended_id = (await uow.session.get_one(Account, account_id)).organization_id
    assert ended_id is not None
    succession = await uow.session.get_one(Succession, ended_id)
    shares = await queries.shares_of(uow, ended_id)
    found = await queries.accounts_of(uow, {ended_id, *shares})
    account, successors = found.pop(ended_id), found
    known = [one.state is not AccountState.SUSPENSE for one in successors.values()]
    if account.state is not AccountState.SUCCEEDED or known != [True] * len(shares):
        return
    balance = await uow.session.get_one(Balance, account_id, populate_existing=True)
    moved = await queries.passed_on(uow, account)
    sums = await sums_of(uow, account.id, before=ended_id)
    due = due_by_year(sums, arrears=balance.arrears, ended_in=succession.ended_on.year)
    home = account.region_id
    district = await system_account(uow, kind=AccountKind.ADJUST, region_id=home)
    touched = set()
    for passing in passings(due, moved, shares):
        successor = successors[passing.successor]
        if successor.state is AccountState.CLOSED:
            continue  # what comes after the closing moves nothing
        way = Way(account.id, successor.id, district)
        for posting in succession.postings(passing, shares=shares, way=way):
            await ledger.post(uow, posting)
        touched.add(passing.successor)
    for organization_id in sorted(touched):
        await accounts.restand_any_year(uow, successors[organization_id])
    if touched:
        await accounts.announce_standing(uow, account=account)


async def _refuse_circle(uow: UnitOfWork, successor: UUID, *, before: UUID) -> None:
    if successor == before:
        raise Circular(organization=str(before))
    for later in await queries.shares_of(uow, successor):
        await _refuse_circle(uow, later, before=before)
