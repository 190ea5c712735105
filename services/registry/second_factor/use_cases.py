"""What can be done with second factors. Each function runs inside its caller's transaction.

A code is looked at after the password, in the transaction that would forget the tries: a wrong
one rolls it back, so that codes are guessed as slowly as passwords.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import delete, select

from services.registry.account.model import Account, AccountKind
from services.registry.second_factor.errors import (
    CodeNeeded,
    NoSecondFactor,
    OwnSecondFactor,
    SecondFactorNeeded,
)
from services.registry.second_factor.model import SecondFactor
from shared.db import UnitOfWork
from shared.edge_errors import WRONG_CREDENTIALS
from shared.policy import Parameter

REQUIRED = Parameter(
    "session.second_factor",
    Annotated[bool, Field(strict=True)],
    default=False,
    source="GB/T 22239-2019 §8.1.4.1: two factors for administrators; a city turns it on for staff",
)


async def check_code(uow: UnitOfWork, account: Account, code: str | None, *, at: datetime) -> None:
    """Refuse a sign-in that lacks the code it needs, or has a wrong or a used one.

    The first right code makes a second factor count; one that was never confirmed asks for nothing.
    """
    factor = await _factor_of(uow, account.id)
    if factor is not None and (factor.confirmed_at is not None or code is not None):
        _check(factor, code, uow, at=at)
    elif account.kind is AccountKind.STAFF and await REQUIRED.value(
        uow, region_id=account.ruled_in, at=at
    ):
        raise SecondFactorNeeded


async def check_confirmed(
    uow: UnitOfWork, account: Account, code: str | None, *, at: datetime
) -> None:
    """The same where no session begins: only a second factor that counts asks for its code."""
    factor = await _factor_of(uow, account.id)
    if factor is not None and factor.confirmed_at is not None:
        _check(factor, code, uow, at=at)


async def new_factor(uow: UnitOfWork, account: Account, code: str | None, *, at: datetime) -> str:
    """Give an account a new secret, instead of a confirmed one only with its code; tells it."""
    await check_confirmed(uow, account, code, at=at)
    factor = await _factor_of(uow, account.id)
    if factor is None:
        factor = SecondFactor(account_id=account.id)
        uow.add(factor)
    return factor.renew(uow.vault)


async def take_away_factor(uow: UnitOfWork, account: Account) -> None:
    """Let somebody who lost his phone begin anew; never oneself."""
    if account.id == uow.actor.id:
        raise OwnSecondFactor
    factor = await _factor_of(uow, account.id)
    if factor is None or factor.confirmed_at is None:
        raise NoSecondFactor
    factor.renew(uow.vault)  # a secret that nobody is told: the lost phone's codes are worthless


async def forget_factor(uow: UnitOfWork, account_id: UUID) -> None:
    """Destroy the secret of an account that is no more."""
    await uow.session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))


def _check(factor: SecondFactor, code: str | None, uow: UnitOfWork, *, at: datetime) -> None:
    if code is None:
        raise CodeNeeded
    if not factor.takes(code, uow.vault, at=at):
        raise WRONG_CREDENTIALS.problem()


async def _factor_of(uow: UnitOfWork, account_id: UUID) -> SecondFactor | None:
    """That of an account, locked: of two sign-ins with one code one is refused."""
    wanted = select(SecondFactor).where(SecondFactor.account_id == account_id).with_for_update()
    found: SecondFactor | None = await uow.session.scalar(wanted)
    return found
