"""A credit database of a test's own: what is committed there stays, and a superuser may meddle."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from shared.crypto import Vault
from shared.migrations import runner
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit


@dataclass(frozen=True)
class OwnLedger:
    """A migrated credit database, as the application and as a superuser sees it."""

    engine: AsyncEngine
    superuser: AsyncEngine
    kit: ServiceKit
    regions: list[RegionReplica] = field(default_factory=list)
    organizations: list[UUID] = field(default_factory=list)


@asynccontextmanager
async def own_ledger(
    postgres: PostgresServer, credentials: Credentials, parts: Any, name: str
) -> AsyncGenerator[OwnLedger, None]:
    """Create the database, migrate it, and drop it in the end."""
    renamed = ("DATABASE credit", f"DATABASE {name}")
    root = await asyncpg.connect(postgres.url)
    await root.execute(databases.CREATE.format(service="credit").replace(*renamed))
    inside = await asyncpg.connect(postgres.url, database=name)
    await inside.execute(databases.PRIVILEGES.format(service="credit").replace(*renamed))
    await inside.close()

    def address(role: str) -> str:
        password = credentials.password("credit", role)
        url = databases.address(postgres.url, "credit", role, password)
        return url.removesuffix("/credit") + f"/{name}"

    await asyncio.to_thread(runner.upgrade, "credit", address("owner"))
    engine = create_async_engine(address("app"))
    power = postgres.url.replace("postgresql://", "postgresql+asyncpg://")
    superuser = create_async_engine(power.rsplit("/", 1)[0] + f"/{name}")
    kit = ServiceKit(parts.programs, engine, Vault.load(parts.keys))
    await kit.start()
    yield OwnLedger(engine, superuser, kit)
    await engine.dispose()
    await superuser.dispose()
    await root.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await root.close()
