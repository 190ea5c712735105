"""What happens around a password check. Each function runs inside its caller's transaction."""

import math
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from services.registry.account.model import Account
from services.registry.account.queries import account_named
from services.registry.account.use_cases import lock_account
from services.registry.login_attempt.model import LoginCounter
from services.registry.login_attempt.rules import (
    ADDRESS_WINDOW,
    FORGET_AFTER,
    TRIES_PER_ACCOUNT,
    TRIES_PER_ADDRESS,
    wait_after,
)
from shared.crypto import Vault
from shared.db import UnitOfWork
from shared.edge_errors import TOO_MANY_REQUESTS
from shared.rates import neighborhood

SWEPT = 10
"""Counters nobody needs any more that are deleted with each attempt."""


async def admit_attempt(
    uow: UnitOfWork, *, username: str, address: str, at: datetime
) -> Account | None:
    """Count an attempt before its password is looked at, or refuse it with the time to wait.

    Counting first is what makes it safe: parallel guesses wait for each other here, and one that
    turns out right takes its count back (`forget_attempts`). Answers the account, if it is active.
    """
    home = neighborhood(address)
    await admit_address(uow, address=address, at=at)
    pair, whole = await _counters(
        uow, [_pair(uow.vault, username, home), _whole(uow.vault, username)], at=at
    )
    if pair.blocked_until is not None and at < pair.blocked_until:
        _refuse(pair.blocked_until - at)
    for counter in (pair, whole):
        counter.start_again_after(FORGET_AFTER, at=at)
        counter.tries += 1
        counter.since = at
    pair.blocked_until = at + wait_after(pair.tries)
    account = await account_named(uow, username)
    if whole.tries > TRIES_PER_ACCOUNT:
        whole.tries = 0
        if account is not None and account.is_active:
            await lock_account(uow, account, at=at)
    return account if account is not None and account.is_active else None


async def admit_address(uow: UnitOfWork, *, address: str, at: datetime) -> None:
    """Count an attempt of an address, or refuse it with the time to wait."""
    await _sweep(uow, at)
    (counter,) = await _counters(uow, [_digest(uow.vault, "address", neighborhood(address))], at=at)
    counter.start_again_after(ADDRESS_WINDOW, at=at)
    if counter.tries >= TRIES_PER_ADDRESS:
        _refuse(counter.since + ADDRESS_WINDOW - at)
    counter.tries += 1


async def forget_attempts(uow: UnitOfWork, *, username: str, address: str) -> None:
    """The password was right: what was counted against it does not matter."""
    keys = [_pair(uow.vault, username, neighborhood(address)), _whole(uow.vault, username)]
    mine = select(LoginCounter.key).where(LoginCounter.key.in_(keys)).order_by(LoginCounter.key)
    locked = mine.with_for_update()  # in the order of `_counters`, or each would wait for the other
    await uow.session.execute(delete(LoginCounter).where(LoginCounter.key.in_(locked)))


async def _counters(uow: UnitOfWork, keys: list[bytes], *, at: datetime) -> list[LoginCounter]:
    """The counters of these keys, made if need be, locked in the order of their keys.

    One statement: between two, a sign-in that was right would forget them (`forget_attempts`).
    """
    new = insert(LoginCounter).values(
        [{"key": key, "since": at, "tries": 0} for key in sorted(keys)]
    )
    locked = new.on_conflict_do_update(
        index_elements=[LoginCounter.key], set_={"key": new.excluded.key}
    ).returning(LoginCounter)
    fresh = locked.execution_options(populate_existing=True)
    found = {row.key: row for row in await uow.session.scalars(fresh)}
    return [found[key] for key in keys]


async def _sweep(uow: UnitOfWork, at: datetime) -> None:
    old = (
        select(LoginCounter.key)
        .where(LoginCounter.since < at - 2 * FORGET_AFTER)
        .limit(SWEPT)
        .with_for_update(skip_locked=True)
    )
    await uow.session.execute(delete(LoginCounter).where(LoginCounter.key.in_(old)))


def _refuse(wait: timedelta) -> None:
    seconds = max(1, math.ceil(wait.total_seconds()))
    told = replace(
        TOO_MANY_REQUESTS,
        zh="登录尝试过于频繁，请在 {retry_after} 秒后再试；如忘记密码，请联系管理员重置。",
        en="Too many attempts; try again in {retry_after} s, or ask an administrator to reset it.",
        headers={"Retry-After": str(seconds)},
    )
    raise told.problem(retry_after=seconds)


def _pair(vault: Vault, username: str, home: str) -> bytes:
    return _digest(vault, "account and address", username, home)


def _whole(vault: Vault, username: str) -> bytes:
    return _digest(vault, "account", username)


def _digest(vault: Vault, *parts: str) -> bytes:
    # keyed: of all phone numbers a plain hash could be tried
    return vault.blind("login_counter.key", "\x00".join(parts))
