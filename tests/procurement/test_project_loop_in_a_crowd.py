"""Funds and claims with many takers, in a database of its own: these commit."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - many at once

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.procurement.claim.model import Claim
from services.procurement.fund import use_cases as funds
from services.procurement.fund.errors import InsufficientFunds
from services.procurement.project.model import Project
from shared import ids
from shared.crypto import Vault
from shared.migrations import runner
from shared.testing.kit import ServiceKit
from tests.procurement.delivery import given_a_delivery
from tests.procurement.market import Market, given_a_market

CROWD = "DATABASE procurement_crowd"
CONNECTIONS = 16
TAKERS = 60
WAITED_FOR = "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
"""How many wait for what the asking transaction holds."""


@pytest.fixture(scope="module")
async def crowded(
    postgres: PostgresServer, credentials: Credentials, procurement_parts: Any
) -> AsyncGenerator[Market, None]:
    """A market whose transactions really commit, many at once."""
    of_its_own = ("DATABASE procurement", CROWD)
    root = await asyncpg.connect(postgres.url)
    await root.execute(databases.CREATE.format(service="procurement").replace(*of_its_own))
    await root.close()
    inside = await asyncpg.connect(postgres.url, database="procurement_crowd")
    await inside.execute(databases.PRIVILEGES.format(service="procurement").replace(*of_its_own))
    await inside.close()
    urls = {
        role: databases.address(
            postgres.url, "procurement", role, credentials.password("procurement", role)
        ).removesuffix("procurement")
        + "procurement_crowd"
        for role in ("owner", "app")
    }
    await asyncio.to_thread(runner.upgrade, "procurement", urls["owner"])
    engine = create_async_engine(
        urls["app"], pool_size=CONNECTIONS, max_overflow=0, pool_timeout=60
    )
    kit = ServiceKit(procurement_parts.programs, engine, Vault.load(procurement_parts.keys))
    await kit.start()
    yield await given_a_market(kit)
    await engine.dispose()
    root = await asyncpg.connect(postgres.url)
    await root.execute(f"DROP {CROWD} WITH (FORCE)")
    await root.close()


async def test_concurrent_reservations_never_overdraw_and_never_deadlock(
    crowded: Market,
) -> None:
    first, second = await crowded.fund(100), await crowded.fund(150)
    lane = asyncio.Semaphore(CONNECTIONS)

    async def reserve(number: int) -> str:
        order = [first, second] if number % 2 else [second, first]
        lines = [{"fund_id": fund, "amount_fen": 700} for fund in order]
        told: dict[str, Any] = {"ref": ids.new(), "key": ids.new(), "at": crowded.kit.now}
        try:
            async with lane, crowded.kit.begin() as uow:
                await funds.reserve(uow, lines=lines, **told)
        except InsufficientFunds:
            return "short"
        return "reserved"

    async with asyncio.timeout(60):
        found = Counter(await asyncio.gather(*map(reserve, range(TAKERS))))

    assert found == {"reserved": 14, "short": TAKERS - 14}
    assert (await crowded.balance(first))["available"] == "2.00"
    assert (await crowded.balance(second))["reserved"] == "98.00"


async def test_of_many_claims_at_once_exactly_one_wins(crowded: Market) -> None:
    project = await crowded.listed()
    takers = [await crowded.organization() for _ in range(12)]
    lane = asyncio.Semaphore(CONNECTIONS - 4)

    async def claim(number: int) -> str:
        async with lane:
            answer = await crowded.claim(project, *takers[number % len(takers)])
        return f"{answer.status_code} {answer.json().get('type', '')}".strip()

    async with asyncio.timeout(60):
        found = Counter(await asyncio.gather(*map(claim, range(TAKERS))))

    assert found == {"201": 1, "409 /problems/claim-lost": TAKERS - 1}
    assert len(await crowded.kit.events("procurement.claim.won.v1")) == 1


async def test_an_organization_cannot_exceed_its_limit_by_claiming_at_once(
    crowded: Market,
) -> None:
    fund = await crowded.fund(1_000_000)
    listed = [await crowded.listed(fund) for _ in range(8)]
    organization, manager = await crowded.organization()

    answers = await asyncio.gather(
        *(crowded.claim(project, organization, manager) for project in listed)
    )

    assert Counter(answer.status_code for answer in answers) == {201: 3, 409: 5}


async def test_the_end_of_a_contract_locks_the_project_before_its_claim(crowded: Market) -> None:
    delivery = await given_a_delivery(crowded)
    await delivery.record()
    await delivery.verify_all()
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])
    base = f"/settlements/{(await delivery.settle('final'))['id']}"
    await delivery.must(f"{base}/confirmation", as_=delivery.manager)
    payment = await delivery.must(f"{base}/payment", as_=delivery.checker, status=201)
    path = f"/payments/{payment['id']}"
    for step in ("approval", "dispatch"):
        await delivery.must(f"{path}/{step}", as_=crowded.finance)
    release = f"/claims/{delivery.contract['claim_id']}/release"
    why = {"reason": "人员变动，无法按期承接该项目"}

    async with asyncio.timeout(60):
        async with crowded.kit.begin() as uow:
            await uow.get(Project, UUID(delivery.contract["project_id"]))
            paying = asyncio.create_task(
                crowded.kit.post(f"{path}/confirmation", as_=crowded.finance)
            )
            while not await uow.session.scalar(text(WAITED_FOR)):  # noqa: ASYNC110 - a lock sets no event
                await asyncio.sleep(0.01)
            await uow.get(Claim, UUID(delivery.contract["claim_id"]))
        paid = await paying
        late = await crowded.kit.post(release, why, as_=delivery.manager)

    assert paid.json()["state"] == "paid"
    assert late.json()["type"] == "/problems/illegal-move"
