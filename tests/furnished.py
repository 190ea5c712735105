"""What a service's database needs before anybody can ask something of it: places and a key."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from deploy.local.services import Services
from services.registry.region.model import Region
from shared import clock, ids, regions
from shared.access import Actor, Grant, Role
from shared.crypto import Vault
from shared.database import Database
from shared.db import UnitOfWork
from shared.engine import engine_of
from shared.regions import RegionReplica
from shared.settings import ServiceSettings
from shared.testing.signing import KEY_ID, SIGNING_KEY, sign
from shared.tokens import SigningKeyReplica

DAY = date(2026, 1, 1)
LEVELS = {"city": "prefecture", "street": "street", "community": "residents_committee"}
CITY, STREET, COMMUNITY = (UUID(f"00000000-0000-7000-8000-00000000000{n}") for n in (1, 2, 3))
"""Named in tests/smoke/schemathesis.toml too."""


@asynccontextmanager
async def transaction(services: Services, service: str) -> AsyncGenerator[UnitOfWork, None]:
    """A transaction in a service's database, as its application role."""
    url = SecretStr(services.database_url(service, "app"))
    keys = services.credentials.keys_file(services.stack, service)
    engine = engine_of(ServiceSettings(database_url=url, keys_file=keys), "furnish")
    async with Database(engine, Vault.load(keys)).begin(operation="furnish") as uow:
        yield uow
    await engine.dispose()


async def furnish(services: Services, service: str) -> None:
    """A city with a street and a community, and the key that our tokens are signed with."""
    path, parent = "", None
    async with transaction(services, service) as uow:
        for region, (level, kind) in zip((CITY, STREET, COMMUNITY), LEVELS.items(), strict=True):
            path += regions.step(region)
            place: dict[str, Any] = {"id": region, "parent_id": parent, "path": path}
            place |= {"level": level, "kind": kind}
            place |= {"name": level, "code": None, "urban_rural": "urban", "status": "active"}
            place |= {"households": 800, "population": 2400}
            uow.add(RegionReplica(version=1, **place))
            if service == "registry":
                found: dict[str, Any] = {"name_norm": level, "pinyin": level, "initials": level[0]}
                since: dict[str, Any] = {"source": "test", "valid_from": DAY, "since": DAY}
                uow.add(Region(**place, **found, **since))
                await uow.flush()  # a child names its parent
            parent = region
        public = dict(SIGNING_KEY.as_dict(private=False))
        uow.add(SigningKeyReplica(id=KEY_ID, version=1, public_jwk=public))


def token() -> str:
    """Of somebody who is a resident, a team's leader and every official of the city at once."""
    path = regions.step(CITY)
    everyone = Actor(
        id=ids.new(),
        person_id=ids.new(),
        household_id=ids.new(),
        grants=tuple(Grant(role, path) for role in Role),
    )
    return sign(everyone, clock.now())
