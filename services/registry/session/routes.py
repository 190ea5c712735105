"""Signing in, staying in, signing out."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.registry.account.errors import WeakPassword
from services.registry.account.rules import check_new_password, normalized_username
from services.registry.login_attempt.use_cases import admit_attempt, forget_attempts
from services.registry.session import use_cases
from services.registry.session.errors import AlreadyRefreshed, PasswordGiven
from services.registry.session.schemas import Login, Renewal, TokensView
from services.registry.session.use_cases import Tokens
from shared import passwords
from shared.edge_errors import SESSION_ENDED, WRONG_CREDENTIALS
from shared.errors import BadValue
from shared.web import Begin, Now, Public, SignedIn, problems

router = APIRouter(prefix="/sessions", tags=["sessions"])


@router.post(
    "",
    status_code=201,
    response_model=TokensView,
    responses=problems(PasswordGiven, WeakPassword, BadValue),
)
async def log_in(asked: Login, request: Request, begin: Begin, now: Now, _: Public) -> Response:
    """Sign in with a username and a password, and replace it if one likes.

    403 `password-given` for a right password that somebody else chose, without a new one;
    401 `wrong-credentials` for a wrong password, an unknown username and a locked account alike;
    429 with `Retry-After` after too many tries.
    """
    username, address = normalized_username(asked.username), address_of(request)
    chosen = asked.new_password
    if chosen is not None:  # before it counts as a try
        _check_chosen(asked, chosen, username)
    async with begin() as uow:
        tried = await admit_attempt(uow, username=username, address=address, at=now)
    stored = tried.password_hash.decode() if tried and tried.password_hash else None
    if not await passwords.matches(asked.password, stored) or tried is None or stored is None:
        raise WRONG_CREDENTIALS.problem()
    if tried.password_given and chosen is None:
        async with begin() as uow:
            await forget_attempts(uow, username=username, address=address)
        raise PasswordGiven
    renewed = chosen is not None or passwords.is_outdated(stored)
    hashed = await passwords.hashed(chosen or asked.password) if renewed else None
    async with begin() as uow:
        await forget_attempts(uow, username=username, address=address)
        tokens = await use_cases.open_session(
            uow, tried=tried, hashed=hashed, chosen=chosen is not None, at=now
        )
    if tokens is None:
        raise WRONG_CREDENTIALS.problem()
    return told_once(tokens)


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
    return told_once(tokens)


@router.delete("/current", status_code=204)
async def log_out(begin: Begin, now: Now, actor: SignedIn) -> Response:
    """Sign out: the refresh tokens of this login are refused from now on."""
    async with begin() as uow:
        if actor.session_id is not None:
            await use_cases.end_session(uow, session_id=actor.session_id, at=now)
        return uow.done()


def _check_chosen(asked: Login, chosen: str, username: str) -> None:
    check_new_password(chosen, username, pointer="/new_password")
    if chosen == asked.password:
        raise BadValue(
            "/new_password", "新密码不能与原密码相同。", "The new password is the old one."
        )


def address_of(request: Request) -> str:
    """Where the request comes from, as the gateway reports it."""
    return request.client.host if request.client else "unknown"


def told_once(tokens: Tokens) -> Response:
    """Tokens as an answer that no Idempotency-Key stores, as `uow.answer` would."""
    body = TokensView.model_validate(tokens).model_dump_json()
    return Response(body, 201, media_type="application/json")
