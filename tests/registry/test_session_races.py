"""What happens at the same moment, on connections of their own."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

from sqlalchemy import select

from services.registry.account.model import Account
from services.registry.account.use_cases import reset_password
from services.registry.login_attempt.use_cases import admit_attempt, forget_attempts
from services.registry.session.errors import AlreadyRefreshed
from services.registry.session.model import Session
from services.registry.session.use_cases import Proof, Tokens, open_session, refresh_session
from shared.edge_errors import EdgeProblem
from shared.testing.kit import MONDAY
from tests.registry.conftest import Committing
from tests.registry.identity import given_account


async def test_parallel_guesses_do_not_outrun_the_count(world: Committing) -> None:
    await given_account(world, "wang.fang")  # type: ignore[arg-type]

    async def guess() -> bool:
        try:
            async with world.database.begin(at=MONDAY) as uow:
                await admit_attempt(uow, username="wang.fang", address="203.0.113.7", at=MONDAY)
        except EdgeProblem:
            return False
        return True

    admitted = await asyncio.gather(*(guess() for _ in range(10)))

    assert sum(admitted) == 2, "the first, and the one without a wait after it"


async def test_who_signs_in_while_another_tries_is_counted_all_the_same(world: Committing) -> None:
    """What was counted may be forgotten between any two statements of another try."""
    tries = [("wang.fang", f"203.0.113.{number}") for number in range(4)] * 5

    async def sign_in(username: str, address: str) -> None:
        for _ in range(3):
            async with world.database.begin(at=MONDAY) as uow:
                with contextlib.suppress(EdgeProblem):
                    await admit_attempt(uow, username=username, address=address, at=MONDAY)
            async with world.database.begin(at=MONDAY) as uow:
                await forget_attempts(uow, username=username, address=address)

    ended = await asyncio.gather(*(sign_in(*each) for each in tries), return_exceptions=True)

    assert [repr(error) for error in ended if error] == []


Renewal = Callable[[], Coroutine[Any, Any, Tokens | None]]


async def signed_in(world: Committing) -> tuple[Account, Renewal]:
    """Somebody, and the renewal of his login."""
    account = await given_account(world, "wang.fang")  # type: ignore[arg-type]
    async with world.database.begin(at=MONDAY) as uow:
        proof = Proof(account, hashed=None, chosen=False, code=None)
        tokens = await open_session(uow, proof, at=MONDAY)

    async def renew() -> Tokens | None:
        async with world.database.begin(at=MONDAY) as uow:
            return await refresh_session(uow, refresh_token=tokens.refresh_token, at=MONDAY)

    return account, renew


async def test_of_two_renewals_at_once_one_wins(world: Committing) -> None:
    _, renew = await signed_in(world)

    results = await asyncio.gather(*(renew() for _ in range(8)), return_exceptions=True)

    assert sum(isinstance(result, Tokens) for result in results) == 1
    assert sum(isinstance(result, AlreadyRefreshed) for result in results) == 7


async def test_a_password_is_reset_while_its_login_is_renewed(world: Committing) -> None:
    account, renew = await signed_in(world)

    async def reset() -> None:
        async with world.database.begin(at=MONDAY) as uow:
            await reset_password(uow, account_id=account.id, password_hash="new", at=MONDAY)

    async with world.database.begin(at=MONDAY) as uow:
        await uow.session.execute(select(Session.id).with_for_update())
        renewing = asyncio.create_task(renew())
        await asyncio.sleep(0.3)
        resetting = asyncio.create_task(reset())
        await asyncio.sleep(0.3)
    ended = await asyncio.gather(renewing, resetting, return_exceptions=True)

    assert [repr(error) for error in ended if isinstance(error, Exception)] == []
    assert await renew() is None
