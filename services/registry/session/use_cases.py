"""What can be done with sessions. Each function runs inside its caller's transaction.

A refused renewal still leaves something behind (an ended session), so it answers None instead of
raising, and the edge turns None into a 401 after the commit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from services.registry.account.model import Account
from services.registry.second_factor.use_cases import check_code
from services.registry.session.errors import AlreadyRefreshed
from services.registry.session.model import EndReason, RefreshToken, Session
from services.registry.session.queries import claims_of, open_sessions
from services.registry.signing_key.use_cases import ACCESS_TOKEN_LIFE, access_token
from shared import ids
from shared.access import Actor
from shared.db import UnitOfWork
from shared.durations import Span
from shared.edge_errors import WRONG_CREDENTIALS
from shared.policy import Parameter

CLEANUP = "session_cleanup"
REUSE_GRACE = timedelta(seconds=10)
"""Two tabs that renew at once are an accident; later than this it is a stolen copy."""

IDLE = Parameter(
    "session.idle",
    Span,
    default=Span(value=2, unit="h"),
    source="RELIABILITY §5.1: idle 2 h",
)
ABSOLUTE = Parameter(
    "session.absolute",
    Span,
    default=Span(value=7, unit="day"),
    source="RELIABILITY §5.1: absolute 7 d",
)


@dataclass(frozen=True)
class Tokens:
    """What a login or renewal hands out, once."""

    access_token: str
    refresh_token: str
    expires_in: int
    """Seconds the access token is believed."""
    token_type: str = "Bearer"  # noqa: S105 - RFC 6749's word


@dataclass(frozen=True)
class Proof:
    """A password that was right when it was compared, and what came with it."""

    tried: Account
    hashed: str | None
    """The same password anew, or one that he has `chosen` instead."""
    chosen: bool
    code: str | None


async def open_session(uow: UnitOfWork, proof: Proof, *, at: datetime) -> Tokens:
    """Sign someone in whose password was right, with the code that his account needs."""
    account = await signed_in(uow, proof, at=at)
    await check_code(uow, account, proof.code, at=at)
    return await begin_session(uow, account, at=at)


async def begin_session(uow: UnitOfWork, account: Account, *, at: datetime) -> Tokens:
    """Begin a session of somebody who has proved who he is."""
    life = await ABSOLUTE.value(uow, region_id=account.ruled_in, at=at)
    session = Session(account_id=account.id, opened_at=at, ends_at=at + life.length)
    uow.add(session)
    await uow.flush()
    await uow.schedule(CLEANUP, session.id, session.ends_at)
    return await _tokens(uow, account=account, session=session, at=at)


async def signed_in(uow: UnitOfWork, proof: Proof, *, at: datetime) -> Account:
    """The account, if nothing changed while its password was compared.

    Where its holder chose another password, other logins end.
    """
    account = await uow.get(Account, proof.tried.id)
    if not account.is_active or account.password_hash != proof.tried.password_hash:
        raise WRONG_CREDENTIALS.problem()
    uow.actor = Actor(id=account.id, person_id=account.person_id)
    if proof.hashed is not None and proof.chosen:
        account.set_password(proof.hashed)
        await end_sessions(uow, account_id=account.id, reason=EndReason.PASSWORD_CHANGED, at=at)
    elif proof.hashed is not None:
        account.rehash(proof.hashed)
    return account


async def refresh_session(uow: UnitOfWork, *, refresh_token: str, at: datetime) -> Tokens | None:
    """Exchange a refresh token for the next; an old one ends the whole session."""
    mine = RefreshToken.token_hash == ids.digest(refresh_token)
    holder = select(Session.account_id, Session.id).join(RefreshToken).where(mine)
    found = (await uow.session.execute(holder)).one_or_none()
    if found is None:
        return None
    account = await uow.get(Account, found.account_id)  # first, as for all who end its sessions
    session = await uow.get(Session, found.id)
    token = (await uow.session.scalars(select(RefreshToken).where(mine))).one_or_none()
    if token is None:
        return None
    uow.actor = Actor(id=account.id, person_id=account.person_id, session_id=session.id)
    if not session.is_open(at):
        return None
    if token.used_at is not None:
        if at - token.used_at <= REUSE_GRACE:
            raise AlreadyRefreshed
        session.end(EndReason.REUSE, at=at)
        return None
    if at >= token.expires_at:
        return None
    token.used_at = at
    return await _tokens(uow, account=account, session=session, at=at)


async def end_session(uow: UnitOfWork, *, session_id: UUID, at: datetime) -> None:
    """Sign out of one login."""
    session = await uow.get(Session, session_id)
    session.end(EndReason.LOGOUT, at=at)


async def end_sessions(
    uow: UnitOfWork,
    *,
    account_id: UUID,
    reason: EndReason,
    at: datetime,
    keep: UUID | None = None,
) -> None:
    """Sign out of every login of an account, or of every other than the one to keep."""
    for session in await open_sessions(uow, account_id):
        if session.id != keep:
            session.end(reason, at=at)


async def forget_tokens(uow: UnitOfWork, *, session_id: UUID) -> None:
    """Delete the chain of a session that is over; the audit keeps what happened to it."""
    await uow.session.execute(delete(RefreshToken).where(RefreshToken.session_id == session_id))


async def _tokens(uow: UnitOfWork, *, account: Account, session: Session, at: datetime) -> Tokens:
    idle = await IDLE.value(uow, region_id=account.ruled_in, at=at)
    secret, ends = ids.secret(), at + idle.length
    uow.add(RefreshToken(token_hash=ids.digest(secret), session_id=session.id, expires_at=ends))
    claims = await claims_of(uow, account, session.id, at=at)
    return Tokens(
        access_token=await access_token(uow, claims=claims, at=at),
        refresh_token=secret,
        expires_in=int(ACCESS_TOKEN_LIFE.total_seconds()),
    )
