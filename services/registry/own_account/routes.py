"""One's own account over HTTP."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.registry.account.errors import WeakPassword, WrongPassword
from services.registry.account.rules import check_new_password
from services.registry.account.schemas import AccountChange
from services.registry.account.use_cases import change_own_password
from services.registry.login_attempt.use_cases import admit_attempt, forget_attempts
from services.registry.own_account.queries import held_roles, own_account
from services.registry.own_account.schemas import MeView, PasswordChange
from shared import passwords
from shared.errors import Unknown
from shared.problems import refused
from shared.web import Begin, Now, SignedIn, problems

router = APIRouter(prefix="/me", tags=["me"])


@router.get("", response_model=MeView, responses=problems(Unknown))
async def me(begin: Begin, actor: SignedIn) -> Response:
    """Who the token stands for, and what it may do where."""
    async with begin() as uow:
        account = await own_account(uow, actor)
        roles = await held_roles(uow, actor)
        return await uow.answer(200, MeView, {"account": account, "roles": roles})


@router.post(
    "/password-change",
    response_model=AccountChange,
    responses=problems(Unknown, WrongPassword, WeakPassword),
)
async def change_password(
    asked: PasswordChange, request: Request, begin: Begin, now: Now, actor: SignedIn
) -> Response:
    """Replace one's password; tries count like logins, and every other login ends."""
    address = request.client.host if request.client else "unknown"
    async with begin() as uow:
        username = (await own_account(uow, actor)).username
        check_new_password(asked.new_password, username, pointer="/new_password")
        tried = await admit_attempt(uow, username=username, address=address, at=now)
        stored = tried.password_hash if tried else None
    right = await passwords.matches(asked.current_password, stored.decode() if stored else None)
    if not right or stored is None:
        async with begin() as uow:  # a repeat gets this answer and costs no second try
            return uow.done(refused(request, WrongPassword()))
    hashed = await passwords.hashed(asked.new_password)
    async with begin() as uow:
        await forget_attempts(uow, username=username, address=address)
        changed = await change_own_password(uow, compared=stored, password_hash=hashed, at=now)
        return await uow.answer(200, AccountChange, changed)
