"""A small province in every database: filled, analyzed, asked, and rolled back."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - asks as the owner

from benchmarks.fill import Size, fill
from deploy.local.stack import SERVICES
from shared.crypto import Vault
from shared.testing.kit import MONDAY
from tests.province.asking import Asking

SIZE = replace(Size.of(0.005), transfers=6_000)
"""A whole two hundredth of the ledger would take as long as all the rest."""
SAMPLED = 1_000
"""The statistics target: with it every row is read, so that the statistics are certain."""

TIDY = """
SELECT gin_clean_pending_list(i.oid) FROM pg_class i JOIN pg_am m ON m.oid = i.relam
WHERE m.amname = 'gin' AND i.relkind = 'i'
"""
"""What a vacuum does besides: until then a GIN index is more costly than it will be."""


@dataclass(frozen=True)
class Filled:
    """A service whose database is to be filled."""

    name: str
    owner_url: str
    parts: Any


@pytest.fixture(params=SERVICES)
def filled(
    request: pytest.FixtureRequest,
    address: Callable[[str, str], str],
    parts_of: Callable[[str], Any],
) -> Filled:
    """Each service in turn."""
    return Filled(request.param, address(request.param, "owner"), parts_of(request.param))


@pytest.fixture
async def asking(filled: Filled) -> AsyncGenerator[Asking, None]:
    """A service on its part of the province. Its owner asks, since only he may analyze."""
    vault = Vault.load(filled.parts.keys)
    engine = create_async_engine(filled.owner_url)
    async with engine.connect() as connection:
        # what tests before rolled back still fills pages, which plans are chosen by
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).exec_driver_sql(
            "VACUUM FULL"
        )
    async with engine.connect() as connection:
        outer = await connection.begin()
        await connection.exec_driver_sql("SET LOCAL work_mem = '64MB'")  # now it has begun indeed
        raw: Any = (await connection.get_raw_connection()).driver_connection
        async for _ in fill(raw, filled.name, SIZE, vault=vault, now=MONDAY):
            pass
        await raw.execute(f"SET LOCAL default_statistics_target = {SAMPLED}; ANALYZE; {TIDY}")
        yield await Asking.of(filled.parts.programs, connection, vault)
        await outer.rollback()
    await engine.dispose()
