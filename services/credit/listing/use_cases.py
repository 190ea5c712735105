"""How the registry's lists reach an account."""

from services.credit.account import use_cases as accounts
from services.credit.account.model import Account
from services.credit.account.states import AccountState, CreditList, FreezeCause
from services.credit.listing import queries
from services.credit.listing.model import Listing
from services.credit.listing.rules import gravest
from shared.contracts.registry import AbnormalListed, ListingFact, SeriousListed
from shared.db import UnitOfWork


async def enter(uow: UnitOfWork, *, fact: AbnormalListed | SeriousListed, on: CreditList) -> None:
    """Cap the organization's tier; the graver list freezes its account as well."""
    account, listing = await _listing_of(uow, fact)
    listing.begin(on, ground=fact.ground, at=fact.at)
    await settle(uow, account=account)


async def remove(uow: UnitOfWork, *, fact: ListingFact, corrected: bool = False) -> None:
    """Let the entry weigh no more; what it froze thaws when no graver one stands."""
    account, listing = await _listing_of(uow, fact)
    listing.end(corrected=corrected, at=fact.at)
    await settle(uow, account=account)


async def settle(uow: UnitOfWork, *, account: Account) -> None:
    """Bring an account to where the standing entries say it is; in suspense nothing can freeze.

    The graver list freezes, and leaving it thaws; what two officers froze stays frozen.
    """
    assert account.organization_id is not None
    if account.state is AccountState.SUSPENSE:
        return
    await uow.flush()
    found = gravest(await queries.lists_of(uow, account.organization_id))
    if found is account.listed:
        return
    account.listed = found
    if found is CreditList.SERIOUS and account.state is AccountState.OPEN:
        uow.emit(account.freeze(by=FreezeCause.LISTING, at=uow.at))
        await accounts.announce_standing(uow, account=account)
    elif found is not CreditList.SERIOUS and account.frozen_by is FreezeCause.LISTING:
        uow.emit(account.thaw(at=uow.at))
        await accounts.announce_standing(uow, account=account)
    await uow.schedule(accounts.TIER_REVIEW, account.id, uow.at)


async def _listing_of(uow: UnitOfWork, fact: ListingFact) -> tuple[Account, Listing]:
    account = await accounts.holder_account(
        uow, organization_id=fact.organization_id, region_id=fact.region_id
    )
    # the account's lock makes one organization's facts follow each other
    listing = await uow.session.get(Listing, fact.entry_id)
    if listing is None:
        listing = Listing(id=fact.entry_id, organization_id=fact.organization_id)
        uow.add(listing)
    return account, listing
