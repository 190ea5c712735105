"""Four databases, each with an owner who migrates and an application role that may only use."""

import asyncio
from collections.abc import Sequence
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from deploy.local.errors import CommandError
from deploy.local.stack import SERVICES

# Functions may be called by nobody until a migration grants it: some run with the owner's rights.
PRIVILEGES = """
REVOKE ALL ON DATABASE {service} FROM PUBLIC;
GRANT CONNECT ON DATABASE {service} TO {service}_app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {service}_app;
ALTER DEFAULT PRIVILEGES FOR ROLE {service}_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {service}_app;
ALTER DEFAULT PRIVILEGES FOR ROLE {service}_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO {service}_app;
ALTER DEFAULT PRIVILEGES FOR ROLE {service}_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
"""
CREATE = (
    "CREATE DATABASE {service} OWNER {service}_owner TEMPLATE template0 ENCODING 'UTF8'"
    " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
)


class Passwords(Protocol):
    """Knows the password of every role."""

    def password(self, service: str, use: str) -> str:
        """That of a service's `owner` or `app`; url-safe base64."""


def prepare(superuser_url: str, credentials: Passwords, services: Sequence[str] = SERVICES) -> None:
    """Create what is missing, and set passwords and privileges as they should be."""
    try:
        asyncio.run(_prepare(superuser_url, credentials, services))
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise CommandError(
            f"PostgreSQL refuses (SANSHE_POSTGRES_URL, if it is set): {error}"
        ) from None


def address(superuser_url: str, service: str, role: str, password: str) -> str:
    """The address of a service's database for one of its roles, for SQLAlchemy with asyncpg."""
    parts = urlsplit(superuser_url)
    host = parts.netloc.rpartition("@")[2]
    login = f"{service}_{role}:{password}@{host}"
    return urlunsplit(("postgresql+asyncpg", login, f"/{service}", parts.query, ""))


async def _prepare(superuser_url: str, credentials: Passwords, services: Sequence[str]) -> None:
    connection = await asyncpg.connect(superuser_url)
    try:
        for service in services:
            for role in ("owner", "app"):
                await _role(connection, f"{service}_{role}", credentials.password(service, role))
            if not await connection.fetchval(
                "SELECT true FROM pg_database WHERE datname = $1",
                service,
            ):
                await connection.execute(CREATE.format(service=service))
    finally:
        await connection.close()
    await asyncio.gather(*(_grant(superuser_url, service) for service in services))


async def _role(connection: asyncpg.Connection, name: str, password: str) -> None:
    known = await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", name)
    verb = "ALTER" if known else "CREATE"
    # DDL takes no parameters; the name is ours, the password url-safe base64.
    await connection.execute(f"{verb} ROLE {name} LOGIN PASSWORD '{password}'")


async def _grant(superuser_url: str, service: str) -> None:
    connection = await asyncpg.connect(superuser_url, database=service)
    try:
        await connection.execute(PRIVILEGES.format(service=service))
    finally:
        await connection.close()
