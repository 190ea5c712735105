"""A database of a test's own: what is committed there stays, until it is dropped."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import asyncpg

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from shared.migrations import runner


async def make(postgres: PostgresServer, service: str, name: str) -> None:
    """An empty database for the roles of a service."""
    renamed = (f"DATABASE {service}", f"DATABASE {name}")
    root = await asyncpg.connect(postgres.url)
    await root.execute(databases.CREATE.format(service=service).replace(*renamed))
    await root.close()
    inside = await asyncpg.connect(postgres.url, database=name)
    await inside.execute(databases.PRIVILEGES.format(service=service).replace(*renamed))
    await inside.close()


def addresses(
    postgres: PostgresServer, credentials: Credentials, service: str, name: str
) -> dict[str, str]:
    """Where its `owner` and its `app` find it."""

    def of(role: str) -> str:
        password = credentials.password(service, role)
        url = databases.address(postgres.url, service, role, password)
        return url.removesuffix(service) + name

    return {role: of(role) for role in ("owner", "app")}


@asynccontextmanager
async def own_database(
    postgres: PostgresServer, credentials: Credentials, service: str, name: str
) -> AsyncGenerator[dict[str, str], None]:
    """The addresses of a migrated one."""
    await make(postgres, service, name)
    urls = addresses(postgres, credentials, service, name)
    await asyncio.to_thread(runner.upgrade, service, urls["owner"])
    yield urls
    root = await asyncpg.connect(postgres.url)
    await root.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await root.close()
