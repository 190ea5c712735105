"""What can be done with accounts. Each function runs inside its caller's transaction.

Passwords are hashed before the transaction opens: 70 ms with a lock held would be 70 ms too long.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.registry.account.errors import (
    HasAccount,
    OutsideRegion,
    OwnAccount,
    UsernameTaken,
    WrongPassword,
)
from services.registry.account.model import Account, AccountKind
from services.registry.account.queries import has_account
from services.registry.person import queries as people
from services.registry.person.model import Person
from services.registry.region.states import Level
from services.registry.second_factor.use_cases import forget_factor
from services.registry.session.model import EndReason
from services.registry.session.use_cases import end_sessions
from shared import regions
from shared.access import Actor, Role
from shared.db import UnitOfWork
from shared.errors import BadValue
from shared.regions import RegionReplica

UNLOCK = "account_unlock"


async def open_account(uow: UnitOfWork, account: Account) -> Account:
    """Store a new account: any for the administrator, residents' for the community's people."""
    await check_creator(uow, uow.actor, account)
    await check_person(uow, uow.actor, account)
    return await store_account(uow, account)


async def store_account(uow: UnitOfWork, account: Account) -> Account:
    """Store an account whose username is free."""
    taken = select(Account.id).where(Account.username == account.username)
    if await uow.session.scalar(taken) is not None:
        raise UsernameTaken
    uow.add(account)
    return account


async def check_creator(uow: UnitOfWork, creator: Actor, account: Account) -> None:
    """Refuse an account outside the creator's charge, or in a region that does not exist."""
    if account.kind is AccountKind.PERSON and account.region_id is None:
        raise BadValue(
            "/region_id", "居民账号须填写所在区域。", "A person's account needs a region."
        )
    region = await regions.get(uow.session, account.region_id) if account.region_id else None
    if account.kind is AccountKind.PERSON and region is not None:
        check_home(region)
    if creator.holds(Role.PLATFORM_ADMIN):
        return
    in_charge = region is not None and creator.governs(
        region.path, Role.COMMUNITY_WORKER, Role.COMMUNITY_MANAGER
    )
    if account.kind is not AccountKind.PERSON or not in_charge:
        raise OutsideRegion


def check_home(region: RegionReplica) -> None:
    """Refuse to let a resident live anywhere but in a community."""
    if region.level != Level.COMMUNITY:
        raise BadValue(
            "/region_id",
            "居民住在社区：请选择社区（居委会或村委会）一级的区域。",
            "A resident lives in a community: choose a region of that level.",
        )


async def check_person(uow: UnitOfWork, creator: Actor, account: Account) -> None:
    """Refuse an account for someone the creator does not see, or for a home he does not live in.

    A second one would let whoever opens it act as somebody who signs in with the first; only the
    administrator opens an account for somebody's time on duty beside his own, or the reverse.
    """
    home = None
    if account.person_id is not None:
        trusted = creator.holds(Role.PLATFORM_ADMIN)
        seen = people.not_erased() if trusted else people.visible(creator)
        home = (await uow.get(Person, account.person_id, where=seen)).household_id
        kinds = (account.kind,) if trusted else tuple(AccountKind)
        if await has_account(uow, account.person_id, *kinds):
            raise HasAccount
    if account.household_id not in (None, home):
        raise BadValue(
            "/household_id", "该人员不住在这一户。", "That person does not live in this household."
        )


async def reset_password(
    uow: UnitOfWork, *, account_id: UUID, password_hash: str, at: datetime
) -> Account:
    """Give an account a password for one sign-in, and sign it out everywhere."""
    account = await uow.get(Account, account_id)
    account.give_password(password_hash)
    await uow.unschedule(UNLOCK, account.id)
    await end_sessions(uow, account_id=account_id, reason=EndReason.PASSWORD_CHANGED, at=at)
    return account


async def change_own_password(
    uow: UnitOfWork, *, compared: bytes, password_hash: str, at: datetime
) -> Account:
    """Replace one's password, if it still is the one that was compared; other logins end."""
    account = await uow.get(Account, uow.actor.id)
    if account.password_hash != compared:
        raise WrongPassword
    account.set_password(password_hash)
    await end_sessions(
        uow,
        account_id=account.id,
        reason=EndReason.PASSWORD_CHANGED,
        at=at,
        keep=uow.actor.session_id,
    )
    return account


async def move_accounts(
    uow: UnitOfWork, *, person_id: UUID, region_id: UUID, household_id: UUID
) -> None:
    """Let a person's accounts tell his home, and those see a resident's in whose region it is."""
    for account in await lock_accounts(uow, person_id=person_id):
        account.household_id = household_id
        if account.kind is AccountKind.PERSON:
            account.region_id = region_id


async def lock_account(uow: UnitOfWork, account: Account, *, at: datetime) -> None:
    """Let nobody in for a while; a timer unlocks it."""
    await uow.schedule(UNLOCK, account.id, account.lock(at=at))


async def unlock_account(uow: UnitOfWork, *, account_id: UUID) -> Account:
    """Let the holder in again, by an administrator or when the lock has run out."""
    account = await uow.get(Account, account_id)
    account.unlock()
    await uow.unschedule(UNLOCK, account.id)
    return account


async def disable_account(uow: UnitOfWork, *, account_id: UUID, at: datetime) -> Account:
    """Take an account out of use and sign it out everywhere; not one's own, perhaps the last."""
    if account_id == uow.actor.id:
        raise OwnAccount
    account = await uow.get(Account, account_id)
    account.disable()
    await uow.unschedule(UNLOCK, account.id)
    await end_sessions(uow, account_id=account_id, reason=EndReason.ACCOUNT_CLOSED, at=at)
    return account


async def enable_account(uow: UnitOfWork, *, account_id: UUID) -> Account:
    """Take an account back into use; it needs a new password."""
    account = await uow.get(Account, account_id)
    account.enable()
    return account


async def lock_accounts(uow: UnitOfWork, *, person_id: UUID) -> list[Account]:
    """A person's accounts: nothing is given to them, and nobody signs in, until this is over."""
    mine = select(Account).where(Account.person_id == person_id).order_by(Account.id)
    return list(await uow.session.scalars(mine.with_for_update()))


async def erase_accounts(uow: UnitOfWork, *, person_id: UUID, at: datetime) -> None:
    """End a person's accounts for good, with their names, passwords and logins."""
    for account in await lock_accounts(uow, person_id=person_id):
        account.erase()
        await forget_factor(uow, account.id)
        await uow.unschedule(UNLOCK, account.id)
        await end_sessions(uow, account_id=account.id, reason=EndReason.ACCOUNT_CLOSED, at=at)
