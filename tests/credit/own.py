"""A credit database of a test's own: what is committed there stays, and a superuser may meddle."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from shared.crypto import Vault
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.own_database import own_database


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
    """The database, with who may do anything there; it is dropped in the end."""
    async with own_database(postgres, credentials, "credit", name) as urls:
        engine = create_async_engine(urls["app"])
        power = postgres.url.replace("postgresql://", "postgresql+asyncpg://")
        superuser = create_async_engine(power.rsplit("/", 1)[0] + f"/{name}")
        kit = ServiceKit(parts.programs, engine, Vault.load(parts.keys))
        await kit.start()
        yield OwnLedger(engine, superuser, kit)
        await engine.dispose()
        await superuser.dispose()
