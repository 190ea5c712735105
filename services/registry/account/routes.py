"""Accounts over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from services.registry.account import use_cases
from services.registry.account.errors import (
    AccountDisabled,
    BadUsername,
    HasAccount,
    OutsideRegion,
    OwnAccount,
    UsernameTaken,
    WeakPassword,
)
from services.registry.account.model import Account
from services.registry.account.queries import account_seen_by, visible
from services.registry.account.rules import check_new_password, new_username
from services.registry.account.schemas import AccountChange, AccountView, NewAccount, PasswordReset
from shared import passwords
from shared.access import Actor, Role
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, Now, SignedIn, problems, requires

router = APIRouter(prefix="/accounts", tags=["accounts"])

Administrator = Annotated[Actor, requires(Role.PLATFORM_ADMIN)]
Opener = Annotated[
    Actor, requires(Role.PLATFORM_ADMIN, Role.COMMUNITY_WORKER, Role.COMMUNITY_MANAGER)
]


@router.post(
    "",
    status_code=201,
    response_model=AccountChange,
    responses=problems(
        *(Unknown, OutsideRegion, HasAccount, UsernameTaken, BadUsername, WeakPassword, BadValue)
    ),
)
async def open_(asked: NewAccount, begin: Begin, _: Opener) -> Response:
    """Open an account: any kind for the administrator, residents' for their community.

    With the password given here its holder can only sign in while he chooses another.
    """
    username = new_username(asked.username)
    account = Account(**asked.model_dump(exclude={"username", "password"}), username=username)
    if asked.password is not None:
        check_new_password(asked.password, username, pointer="/password")
        account.give_password(await passwords.hashed(asked.password))
    async with begin() as uow:
        opened = await use_cases.open_account(uow, account)
        return await uow.answer(201, AccountChange, opened, location=f"/accounts/{opened.id}")


@router.get("", response_model=Listed[AccountView])
async def accounts(begin: Begin, page: Page, actor: SignedIn) -> Response:
    """The accounts in one's scope, newest first."""
    async with begin() as uow:
        found = await page_of(uow, select(Account).where(visible(actor)), Account.id, page)
        return await uow.answer(200, Listed[AccountView], found)


@router.get("/{account_id}", response_model=AccountView, responses=problems(Unknown))
async def account(account_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One account in one's scope."""
    async with begin() as uow:
        return await uow.answer(200, AccountView, await account_seen_by(uow, actor, account_id))


@router.post(
    "/{account_id}/password-reset",
    response_model=AccountChange,
    responses=problems(Unknown, AccountDisabled, WeakPassword),
)
async def reset_password(
    account_id: UUID, asked: PasswordReset, begin: Begin, now: Now, actor: Administrator
) -> Response:
    """Give an account a password that its holder replaces at his next sign-in.

    A pending or locked one becomes active, and every login ends.
    """
    async with begin() as uow:
        username = (await account_seen_by(uow, actor, account_id)).username
    check_new_password(asked.password, username, pointer="/password")
    hashed = await passwords.hashed(asked.password)
    async with begin() as uow:
        changed = await use_cases.reset_password(
            uow, account_id=account_id, password_hash=hashed, at=now
        )
        return await uow.answer(200, AccountChange, changed)


@router.post(
    "/{account_id}/unlocking",
    response_model=AccountChange,
    responses=problems(Unknown, IllegalMove),
)
async def unlock(account_id: UUID, begin: Begin, _: Administrator) -> Response:
    """Let the holder in again before the lock runs out."""
    async with begin() as uow:
        changed = await use_cases.unlock_account(uow, account_id=account_id)
        return await uow.answer(200, AccountChange, changed)


@router.post(
    "/{account_id}/disablement",
    response_model=AccountChange,
    responses=problems(Unknown, OwnAccount, IllegalMove),
)
async def disable(account_id: UUID, begin: Begin, now: Now, _: Administrator) -> Response:
    """Take an account out of use; it is signed out everywhere and its password forgotten."""
    async with begin() as uow:
        changed = await use_cases.disable_account(uow, account_id=account_id, at=now)
        return await uow.answer(200, AccountChange, changed)


@router.post(
    "/{account_id}/enablement",
    response_model=AccountChange,
    responses=problems(Unknown, IllegalMove),
)
async def enable(account_id: UUID, begin: Begin, _: Administrator) -> Response:
    """Take an account back into use; it is pending until it gets a new password."""
    async with begin() as uow:
        changed = await use_cases.enable_account(uow, account_id=account_id)
        return await uow.answer(200, AccountChange, changed)
