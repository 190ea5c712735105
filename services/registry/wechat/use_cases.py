"""What can be done with WeChat users. Each function runs inside its caller's transaction.

Only a keyed hash of a user's id is kept: it is personal data, and nobody sends him anything yet.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.registry.account.model import Account, AccountKind
from services.registry.account.use_cases import check_home, store_account
from services.registry.own_account.queries import own_account
from services.registry.session.model import EndReason
from services.registry.session.use_cases import Tokens, begin_session, end_sessions
from services.registry.wechat.errors import (
    CommunityNeeded,
    NoOtherWay,
    NotBound,
    ResidentsOnly,
    WechatTaken,
)
from shared import ids, regions
from shared.access import Actor
from shared.db import UnitOfWork

COLUMN = "account.wechat"


async def sign_in(uow: UnitOfWork, user: str, *, region_id: UUID | None, at: datetime) -> Tokens:
    """Sign in the account of a WeChat user; the first time it is opened, where he says he lives."""
    known = uow.vault.blind(COLUMN, user)
    account = await _account_of(uow, known)
    if account is None:
        if region_id is None:
            raise CommunityNeeded
        account = await _opened(uow, known, region_id)
    account.activate()
    uow.actor = Actor(id=account.id, person_id=account.person_id)
    return await begin_session(uow, account, at=at)


async def bind(uow: UnitOfWork, user: str, *, at: datetime) -> None:
    """Let the caller sign in as this WeChat user too.

    Had he signed in with it before he knew of this account, that other one is disabled: nobody
    could sign in to it any more.
    """
    mine = await uow.get(Account, (await own_account(uow, uow.actor)).id)
    if mine.kind is not AccountKind.PERSON:
        raise ResidentsOnly
    known = uow.vault.blind(COLUMN, user)
    other = await _account_of(uow, known)
    if other is not None and other.id != mine.id:
        if other.password_hash is not None or other.person_id is not None:
            raise WechatTaken
        other.wechat = None
        other.disable()
        await end_sessions(uow, account_id=other.id, reason=EndReason.ACCOUNT_CLOSED, at=at)
        await uow.flush()
    mine.wechat = known


async def unbind(uow: UnitOfWork) -> None:
    """Let nobody sign in to the caller's account as a WeChat user any more."""
    mine = await uow.get(Account, (await own_account(uow, uow.actor)).id)
    if mine.wechat is None:
        raise NotBound
    if mine.password_hash is None:
        raise NoOtherWay
    mine.wechat = None


async def _opened(uow: UnitOfWork, known: bytes, region_id: UUID) -> Account:
    check_home(await regions.get(uow.session, region_id))
    account = Account(
        kind=AccountKind.PERSON, username=f"wx.{ids.new().hex}", region_id=region_id, wechat=known
    )
    return await store_account(uow, account)


async def _account_of(uow: UnitOfWork, known: bytes) -> Account | None:
    """Whose it is, locked; disabled, it lets nobody in and opens no other."""
    wanted = select(Account).where(Account.wechat == known).with_for_update()
    found: Account | None = await uow.session.scalar(wanted)
    if found is not None:
        found.check_usable()
    return found
