"""The first steps of an installation: `python -m services.registry.bootstrap`, after migrations.

Makes what nothing else can make: the first signing key, the shipped regions, the account `admin`
(platform administrator: accounts and clients, no business role) and the account `city-admin`
(business roles over the shipped city start here). What exists is left alone, so it may run at
every start. `admin` gets its role again only when nobody on the platform holds it any more.
"""

import asyncio
import sys
from datetime import datetime

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import select, text

from services.registry.account.model import Account, AccountKind
from services.registry.account.queries import account_named
from services.registry.account.rules import check_new_password
from services.registry.account.use_cases import store_account
from services.registry.grant.model import TERM_MAX, RoleGrant
from services.registry.grant.queries import is_held_by_anyone
from services.registry.grant.use_cases import store_role
from services.registry.region.use_cases import SHIPPED, import_regions, read_file
from services.registry.settings import Settings
from services.registry.signing_key.queries import key_in
from services.registry.signing_key.states import SigningKeyState
from services.registry.signing_key.use_cases import rotate_keys
from shared import clock, passwords
from shared.access import SYSTEM, Role
from shared.database import Database
from shared.db import UnitOfWork
from shared.engine import engine_of
from shared.regions import RegionReplica
from shared.settings import ServiceSettings

ADMIN, CITY_ADMIN = "admin", "city-admin"


class FirstPasswords(BaseSettings):
    """The first passwords of the two first accounts; not needed once they exist."""

    model_config = SettingsConfigDict(
        env_prefix="SANSHE_",
        frozen=True,
        extra="ignore",
        use_attribute_docstrings=True,
        secrets_dir=ServiceSettings.model_config.get("secrets_dir"),
    )

    admin_password: SecretStr | None = None
    """The first password of the account `admin`."""
    city_admin_password: SecretStr | None = None
    """That of `city-admin`; the administrator's, when it is left out."""


async def bootstrap(database: Database, given: FirstPasswords, *, at: datetime) -> list[str]:
    """Make what is missing; answers what was made, one line each."""
    admin = given.admin_password
    city_admin = given.city_admin_password or admin
    made = []
    async with database.begin(operation="bootstrap regions", at=at) as uow:
        made += await _regions(uow)
    async with database.begin(operation="bootstrap signing keys", at=at) as uow:
        made += await _signing_key(uow, at)
    async with database.begin(operation="bootstrap accounts", at=at) as uow:
        made += await _admin(uow, admin, at)
        made += await _city_admin(uow, city_admin, at)
    return made


async def _regions(uow: UnitOfWork) -> list[str]:
    if await _city(uow) is not None:
        return []
    # A slow machine thinks longer over thousands of regions than a request may leave a lock alone.
    await uow.session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    done = await import_regions(uow, rows=read_file(SHIPPED))
    return [f"{done.created} regions of {SHIPPED.name}"]


async def _signing_key(uow: UnitOfWork, at: datetime) -> list[str]:
    if await key_in(uow, SigningKeyState.CURRENT) is not None:
        return []
    key = await rotate_keys(uow, at=at)
    return [f"signing key {key.id} and its successor"]


async def _admin(uow: UnitOfWork, password: SecretStr | None, at: datetime) -> list[str]:
    account = await account_named(uow, ADMIN)
    made = [] if account else [f"account {ADMIN}"]
    if account is None:
        account = await _account(uow, ADMIN, password, None)
    if not await is_held_by_anyone(uow, Role.PLATFORM_ADMIN, at=at):
        await store_role(uow, _grant(account, Role.PLATFORM_ADMIN, None, at), at=at)
        made.append(f"role {Role.PLATFORM_ADMIN} for {ADMIN}")
    return made


async def _city_admin(uow: UnitOfWork, password: SecretStr | None, at: datetime) -> list[str]:
    city = await _city(uow)
    if city is None or await account_named(uow, CITY_ADMIN) is not None:
        return []
    account = await _account(uow, CITY_ADMIN, password, city)
    await store_role(uow, _grant(account, Role.CITY_ADMIN, city, at), at=at)
    return [f"account {CITY_ADMIN} with the role {Role.CITY_ADMIN} over {city.name}"]


async def _city(uow: UnitOfWork) -> RegionReplica | None:
    roots = select(RegionReplica).where(RegionReplica.parent_id.is_(None))
    found = await uow.session.scalars(roots.order_by(RegionReplica.id).limit(1))
    return found.one_or_none()


async def _account(
    uow: UnitOfWork, username: str, password: SecretStr | None, region: RegionReplica | None
) -> Account:
    if password is None:
        raise SystemExit(f"Set SANSHE_ADMIN_PASSWORD: the account {username} is still to be made.")
    check_new_password(password.get_secret_value(), username, pointer="/password")
    region_id = region.id if region else None
    account = Account(kind=AccountKind.STAFF, username=username, region_id=region_id)
    account.set_password(await passwords.hashed(password.get_secret_value()))
    await store_account(uow, account)
    await uow.flush()
    return account


def _grant(account: Account, role: Role, region: RegionReplica | None, at: datetime) -> RoleGrant:
    return RoleGrant(
        holder_id=account.id,
        role=role,
        region_id=region.id if region else None,
        valid_from=at,
        valid_to=at + TERM_MAX,
        given_by=SYSTEM.id,
    )


async def _main() -> None:
    settings = Settings()
    engine = engine_of(settings, "registry-bootstrap")
    database = Database(engine, settings.vault())
    made = await bootstrap(database, FirstPasswords(), at=clock.now())
    await engine.dispose()
    for line in made or ["nothing: everything was there"]:
        sys.stdout.write(f"made {line}\n")


if __name__ == "__main__":
    asyncio.run(_main())
