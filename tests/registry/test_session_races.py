"""What happens at the same moment, on connections of their own."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - real connections

from services.registry.login_attempt.use_cases import admit_attempt, forget_attempts
from services.registry.session.errors import AlreadyRefreshed
from services.registry.session.use_cases import Tokens, open_session, refresh_session
from services.registry.signing_key.use_cases import rotate_keys
from shared.crypto import Vault
from shared.database import Database
from shared.problems import EdgeProblem
from shared.testing.kit import MONDAY
from tests.registry.identity import given_account

USED = "account, session, refresh_token, login_counter, signing_key, signing_key_replica"
KERNEL = "outbox, timer"
"""The audit stays: its rows are only ever added."""


class Committing:
    """As much of a kit as the builders need, committing for good."""

    now = MONDAY

    def __init__(self, database: Database) -> None:
        self.database = database

    def begin(self) -> object:
        return self.database.begin(operation="test", at=self.now)


@pytest.fixture
def owner_url(address: Callable[[str, str], str]) -> str:
    return address("registry", "owner")


@pytest.fixture
def vault(keys_of: Callable[[str], Path]) -> Vault:
    return Vault.load(keys_of("registry"))


@pytest.fixture
async def world(
    owner_url: str, address: Callable[[str, str], str], vault: Vault
) -> AsyncGenerator[Committing]:
    engine = create_async_engine(address("registry", "app"), pool_size=10)
    world = Committing(Database(engine, vault))
    async with world.database.begin(operation="test", at=MONDAY) as uow:
        await rotate_keys(uow, at=MONDAY)
    yield world
    await engine.dispose()
    owner = create_async_engine(owner_url)
    async with owner.begin() as connection:
        await connection.execute(text(f"TRUNCATE {USED}, {KERNEL} CASCADE"))
    await owner.dispose()


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


async def test_of_two_renewals_at_once_one_wins(world: Committing) -> None:
    account = await given_account(world, "wang.fang")  # type: ignore[arg-type]
    async with world.database.begin(at=MONDAY) as uow:
        tokens = await open_session(uow, tried=account, rehashed=None, at=MONDAY)
    assert tokens is not None

    async def renew() -> Tokens | None:
        async with world.database.begin(at=MONDAY) as uow:
            return await refresh_session(uow, refresh_token=tokens.refresh_token, at=MONDAY)

    results = await asyncio.gather(*(renew() for _ in range(8)), return_exceptions=True)

    assert sum(isinstance(result, Tokens) for result in results) == 1
    assert sum(isinstance(result, AlreadyRefreshed) for result in results) == 7
