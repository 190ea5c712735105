"""Signing in, staying in, signing out."""

from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.registry.account.errors import WeakPassword
from services.registry.account.rules import check_new_password, normalized_username
from services.registry.login_attempt.use_cases import admit_attempt, forget_attempts
from services.registry.second_factor.errors import CodeNeeded, SecondFactorNeeded
from services.registry.second_factor.model import app_address
from services.registry.second_factor.use_cases import check_confirmed, new_factor
from services.registry.session import use_cases
from services.registry.session.errors import AlreadyRefreshed, PasswordGiven
from services.registry.session.schemas import Login, NewFactorView, Renewal, TokensView
from services.registry.session.use_cases import Proof
from shared import passwords
from shared.database import Opener
from shared.edge_errors import SESSION_ENDED, WRONG_CREDENTIALS
from shared.errors import BadValue
from shared.idempotency import unkept
from shared.web import Begin, Now, Public, SignedIn, problems

router = APIRouter(prefix="/sessions", tags=["sessions"])


@router.post(
    "",
    status_code=201,
    response_model=TokensView,
    responses=problems(PasswordGiven, CodeNeeded, SecondFactorNeeded, WeakPassword, BadValue),
)
async def log_in(asked: Login, request: Request, begin: Begin, now: Now, _: Public) -> Response:
    """Sign in with a username and a password, and replace it if one likes.

    403 `password-given` for a right password that somebody else chose, without a new one;
    403 `code-needed` for one without the code that the account needs;
    401 `wrong-credentials` for a wrong password or code, an unknown username and a locked account
    alike; 429 with `Retry-After` after too many tries.
    """
    address = address_of(request)
    proof = await _proven(asked, address, begin, now)
    async with begin() as uow:
        await forget_attempts(uow, username=proof.tried.username, address=address)
        tokens = await use_cases.open_session(uow, proof, at=now)
    return unkept(201, TokensView, tokens)


@router.post(
    "/second-factor",
    status_code=201,
    response_model=NewFactorView,
    responses=problems(PasswordGiven, CodeNeeded, WeakPassword, BadValue),
)
async def get_second_factor(
    asked: Login, request: Request, begin: Begin, now: Now, _: Public
) -> Response:
    """Prove oneself as for signing in, and get the secret of a second factor, once.

    It counts from the first sign-in with one of its codes on. The code of a confirmed one, as for
    signing in, is needed to get another.
    """
    address = address_of(request)
    proof = await _proven(asked, address, begin, now)
    async with begin() as uow:
        await forget_attempts(uow, username=proof.tried.username, address=address)
        account = await use_cases.signed_in(uow, proof, at=now)
        secret = await new_factor(uow, account, asked.code, at=now)
    shown = {"secret": secret, "address": app_address(secret, account.username)}
    return unkept(201, NewFactorView, shown)


@router.post(
    "/refresh", status_code=201, response_model=TokensView, responses=problems(AlreadyRefreshed)
)
async def refresh(asked: Renewal, begin: Begin, now: Now, _: Public) -> Response:
    """Exchange the newest refresh token for the next pair; roles are read anew.

    401 `session-ended` when the session is over. An older token of the same session ends it.
    """
    async with begin() as uow:
        tokens = await use_cases.refresh_session(uow, refresh_token=asked.refresh_token, at=now)
    if tokens is None:
        raise SESSION_ENDED.problem()
    return unkept(201, TokensView, tokens)


@router.delete("/current", status_code=204)
async def log_out(begin: Begin, now: Now, actor: SignedIn) -> Response:
    """Sign out: the refresh tokens of this login are refused from now on."""
    async with begin() as uow:
        if actor.session_id is not None:
            await use_cases.end_session(uow, session_id=actor.session_id, at=now)
        return uow.done()


async def _proven(asked: Login, address: str, begin: Opener, now: datetime) -> Proof:
    """Count a try and compare the password; what comes of it takes the count back."""
    username, chosen = normalized_username(asked.username), asked.new_password
    if chosen is not None:  # before it counts as a try
        _check_chosen(asked, chosen, username)
    async with begin() as uow:
        tried = await admit_attempt(uow, username=username, address=address, at=now)
    stored = tried.password_hash.decode() if tried and tried.password_hash else None
    if not await passwords.matches(asked.password, stored) or tried is None or stored is None:
        raise WRONG_CREDENTIALS.problem()
    if tried.password_given and chosen is None:
        async with begin() as uow:
            await check_confirmed(uow, tried, asked.code, at=now)
            await forget_attempts(uow, username=username, address=address)
        raise PasswordGiven
    renewed = chosen is not None or passwords.is_outdated(stored)
    hashed = await passwords.hashed(chosen or asked.password) if renewed else None
    return Proof(tried, hashed, chosen=chosen is not None, code=asked.code)


def _check_chosen(asked: Login, chosen: str, username: str) -> None:
    check_new_password(chosen, username, pointer="/new_password")
    if chosen == asked.password:
        raise BadValue(
            "/new_password", "新密码不能与原密码相同。", "The new password is the old one."
        )


def address_of(request: Request) -> str:
    """Where the request comes from, as the gateway reports it."""
    return request.client.host if request.client else "unknown"
