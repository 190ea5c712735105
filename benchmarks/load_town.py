"""Where the load falls: a county with teams on shift in every street, and people to sign in as."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import cycle, product
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - seeds the databases

from deploy.local.credentials import Credentials
from deploy.local.demo.cast import ROUND_THE_CLOCK, TAICANG
from deploy.local.services import Services
from services.credit.account.use_cases import open_account
from services.needs.menu_item.model import MenuItem
from services.needs.menu_item.rules import Fee
from services.needs.menu_item.states import MenuItemState
from services.needs.team_replica.model import TeamReplica
from shared import clock, ids
from shared.access import Actor, Grant, Role
from shared.crypto import Vault
from shared.db import UnitOfWork
from shared.regions import RegionReplica
from shared.testing.kit import Programs, ServiceKit
from shared.testing.signing import TOKEN_SECONDS, sign

ORGANIZATIONS = 8
TEAMS_IN_A_STREET = 8
"""A team is asked one thing at a time, so more at once would wait for an answer."""
PARALLEL = 50
HOUSEHOLDS = 10_000
"""Of a community: so many that what ten minutes of load ask for there is no project yet."""
SETTLE_SECONDS = 120.0
LOOK_SECONDS = 0.5
DRAIN = "repair.drain"


@dataclass
class Organization:
    """One that acts for its teams, by its manager."""

    id: UUID
    account_id: UUID
    manager: Actor
    _token: str = ""
    _fresh_until: float = 0.0

    def token(self) -> str:
        """The manager's token, a new one before the last runs out."""
        if time.monotonic() >= self._fresh_until:
            self._token = sign(self.manager, clock.now())
            self._fresh_until = time.monotonic() + TOKEN_SECONDS / 2
        return self._token


@dataclass(frozen=True)
class Town:
    """Where needs are filed, and who serves them."""

    county: UUID
    communities: list[UUID]
    organizations: dict[str, Organization]


@asynccontextmanager
async def kit_of(services: Services, service: str) -> AsyncIterator[ServiceKit]:
    """A service's kit on the running stack's database, at the present moment."""
    url = services.database_url(service, "app")
    keys = Credentials.keys_file(services.stack, service)
    module: Any = import_module(f"services.{service}.settings")
    app: Any = import_module(f"services.{service}.app")
    worker: Any = import_module(f"services.{service}.worker")
    made = app.build(module.Settings(database_url=url, keys_file=keys))
    engine = create_async_engine(url)
    kit = ServiceKit(
        Programs(service, made, worker.HANDLERS, worker.TIMERS), engine, Vault.load(keys)
    )
    kit.now = clock.now()
    await kit.start()
    yield kit
    await engine.dispose()


async def town(services: Services) -> Town:
    """Let everyone trust our tokens, and put teams, a menu item and accounts in their places."""
    async with kit_of(services, "registry") as registry, registry.begin() as uow:
        known = len((await uow.session.scalars(select(RegionReplica.id))).all())
    async with kit_of(services, "credit") as credit:
        await _regions_of(credit, known)
        async with credit.begin() as uow:
            county = await _county(uow)
            organizations = [await _organization(uow, county) for _ in range(ORGANIZATIONS)]
    async with kit_of(services, "needs") as needs:
        await _regions_of(needs, known)
        async with needs.begin() as uow:
            below = select(RegionReplica).where(RegionReplica.path.startswith(county.path))
            regions = (await uow.session.scalars(below)).all()
            uow.add(_menu_item(county))
            for one in regions:
                if one.level == "community":
                    one.households = HOUSEHOLDS
            streets = [one.id for one in regions if one.level == "street"]
            holders = cycle(organizations)
            for number, (street, _) in enumerate(product(streets, range(TEAMS_IN_A_STREET))):
                uow.add(_team(number, street, next(holders).id))
        manager = needs.actor(Role.CITY_ADMIN, region=county)
        # nobody takes his time to answer, and nobody confirms what the rules are unsure of
        await _set(needs, manager, county, "survey.too_fast", {"value": 1, "unit": "s"})
        await _set(needs, manager, county, "classification.least_confidence", 0)
    return Town(
        county=county.id,
        communities=[one.id for one in regions if one.level == "community"],
        organizations={str(one.id): one for one in organizations},
    )


async def _regions_of(kit: ServiceKit, known: int) -> None:
    """Wait until a service has heard of all regions."""
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            async with kit.begin() as uow:
                if len((await uow.session.scalars(select(RegionReplica.id))).all()) >= known:
                    return
            await asyncio.sleep(LOOK_SECONDS)


async def _county(uow: UnitOfWork) -> RegionReplica:
    found = await uow.session.scalars(select(RegionReplica).where(RegionReplica.code == TAICANG))
    return found.one()


async def _organization(uow: UnitOfWork, county: RegionReplica) -> Organization:
    id = ids.new()
    account = await open_account(uow, organization_id=id, region_id=county.id)
    manager = Actor(id=ids.new(), grants=(Grant(Role.ORG_MANAGER, county.path, id),))
    return Organization(id, account.id, manager)


def _menu_item(county: RegionReplica) -> MenuItem:
    return MenuItem(
        code=f"drain-{ids.new()}", title="疏通下水", category_code=DRAIN, region_id=county.id,
        team_ids=[], preferred_skills=[], slots=10_000_000, duration_minutes=60, fee=Fee.FREE,
        price_cap_fen=None, respond_minutes=60, arrive_minutes=240, finish_work_days=2,
        state=MenuItemState.PUBLISHED,
    )  # fmt: skip


def _team(number: int, street: UUID, organization: UUID) -> TeamReplica:
    return TeamReplica(
        id=ids.new(), version=1, organization_id=organization, name=f"疏通{number}队",
        filing="filed", organization_active=True, skills=["plumbing"], coverage=[str(street)],
        shifts=ROUND_THE_CLOCK, max_parallel=PARALLEL, latitude=None, longitude=None,
        household_ids=[], member_ids=[], inactive_ids=[],
    )  # fmt: skip


async def _set(needs: ServiceKit, by: Actor, county: RegionReplica, name: str, value: Any) -> None:
    policy = {
        "name": name,
        "region_id": str(county.id),
        "value": value,
        "valid_from": clock.now().isoformat(),
        "source": "load",
    }
    answer = await needs.post("/policies", policy, as_=by)
    assert answer.is_success, answer.text


def resident() -> str:
    """A new person's token; he lives in a household of his own."""
    person = ids.new()
    return sign(Actor(id=person, person_id=person, household_id=ids.new()), clock.now())
