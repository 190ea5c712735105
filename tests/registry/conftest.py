"""A registry that signs tokens, and one that really commits: for what happens at once."""

from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - real connections

from services.registry.signing_key.use_cases import rotate_keys
from shared.crypto import Vault
from shared.database import Database
from shared.testing.kit import MONDAY, ServiceKit
from tests.cheap_passwords import made_cheap
from tests.registry.identity import given_keys

USED = "account, session, login_counter, signing_key, signing_key_replica, region, region_replica"
KERNEL = "outbox, timer"
"""The audit stays: its rows are only ever added."""


class Committing:
    """As much of a kit as the builders need, committing for good."""

    now = MONDAY

    def __init__(self, database: Database) -> None:
        self.database = database

    def begin(self) -> object:
        return self.database.begin(operation="test", at=self.now)


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    made_cheap(monkeypatch)


@pytest.fixture
async def keys(registry: ServiceKit) -> None:
    """The registry signs tokens."""
    await given_keys(registry)


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
        await connection.execute(text("SET LOCAL lock_timeout = '20s'"))
        await connection.execute(text(f"TRUNCATE {USED}, {KERNEL} CASCADE"))
    await owner.dispose()
