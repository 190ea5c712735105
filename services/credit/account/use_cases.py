"""What can be done with accounts. Each function runs in one transaction of its caller."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.credit.account.model import Account, AccountKind, Balance
from services.credit.account.queries import issuer_in, line_of
from services.credit.account.states import AccountState
from shared import ids, numbers
from shared.db import UnitOfWork

REGION_DIGITS = 6

NO_REGION_CODE = "0" * REGION_DIGITS
"""Stands in a number where no region above the account has a statistical code."""


async def holder_account(uow: UnitOfWork, *, organization_id: UUID, region_id: UUID) -> Account:
    """An organization's account, locked until the transaction ends.

    The lock makes one organization's earnings follow each other, for each counts those before
    it. An organization nobody has told of yet gets its account in suspense.
    """
    wanted = select(Account).where(Account.organization_id == organization_id)
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    found = await uow.session.scalar(locked)
    if found is None:
        found = Account(
            kind=AccountKind.HOLDER, organization_id=organization_id, region_id=region_id
        )
        uow.add(found)
        await uow.flush()
    return found


async def open_account(
    uow: UnitOfWork, *, organization_id: UUID, region_id: UUID, at: datetime
) -> Account:
    """Give an organization the registry knows its numbered account, once."""
    account = await holder_account(uow, organization_id=organization_id, region_id=region_id)
    if account.state is AccountState.SUSPENSE:
        number = await _next_number(uow, region_id)
        uow.emit(account.admit(region_id=region_id, number=number, at=at))
        await announce_standing(uow, account=account)
    return account


async def announce_standing(uow: UnitOfWork, *, account: Account) -> None:
    """Tell the others how the organization stands now."""
    await uow.flush()
    balance = await uow.session.get_one(Balance, account.id, populate_existing=True)
    uow.emit(account.standing(in_arrears=balance.arrears > 0))


async def issuing_account(uow: UnitOfWork, *, region_id: UUID, at: datetime) -> UUID:
    """The account that issues credits for a region's district; made when first needed.

    Its id follows from the district, so two makers at once make the same one.
    """
    issuer = issuer_in(await line_of(uow, region_id)).id
    account_id = ids.derived(issuer, AccountKind.ISSUE)
    if await uow.session.get(Account, account_id) is None:
        row = {"id": account_id, "version": 1, "kind": AccountKind.ISSUE, "region_id": issuer}
        row |= {"state": AccountState.OPEN, "opened_at": at}
        await uow.session.execute(insert(Account).values(row).on_conflict_do_nothing())
    return account_id


async def _next_number(uow: UnitOfWork, region_id: UUID) -> str:
    """`JF-{region6}-{seq6}{check2}`; the check digits cover region and sequence."""
    codes = [region.code for region in await line_of(uow, region_id) if region.code is not None]
    region6 = codes[-1][:REGION_DIGITS] if codes else NO_REGION_CODE
    serial = f"{await numbers.take(uow, f'JF-{region6}'):06d}"
    return f"JF-{region6}-{serial}{numbers.check_digits(region6 + serial)}"
