"""Funds and claims with many takers and many rows, in a database of its own: these commit."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Select, select, text
from sqlalchemy.dialects.postgresql import asyncpg as dialect
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - many at once

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.procurement.brief.model import Brief
from services.procurement.brief.queries import briefs
from services.procurement.claim.model import Claim, Listing
from services.procurement.claim.queries import claims
from services.procurement.contract.model import Contract
from services.procurement.contract.queries import contracts
from services.procurement.entity import METADATA
from services.procurement.fund import use_cases as funds
from services.procurement.fund.errors import InsufficientFunds
from services.procurement.fund.model import Fund, FundEntry
from services.procurement.fund.queries import entries_of
from services.procurement.fund.queries import funds as funds_seen
from services.procurement.project.model import Project
from services.procurement.project.queries import projects
from shared import ids
from shared.crypto import Vault
from shared.migrations import runner
from shared.testing.kit import ServiceKit
from tests.procurement.market import Market, given_a_market

CROWD = "DATABASE procurement_crowd"
CONNECTIONS = 16
TAKERS = 60
ROWS = 3_000


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
    await asyncio.to_thread(runner.upgrade, "procurement", urls["owner"], METADATA)
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


async def plan_of(crowded: Market, wanted: Select[Any]) -> str:
    """How PostgreSQL would answer a question over many rows: these are few, so it is told."""
    spoken = dialect.dialect()  # type: ignore[no-untyped-call]
    sql = wanted.compile(dialect=spoken, compile_kwargs={"literal_binds": True})
    async with crowded.kit.begin() as uow:
        connection = await uow.session.connection()
        await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        await connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        lines = await connection.exec_driver_sql(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in lines)


@pytest.mark.parametrize("table", [Fund, Brief, Project, Claim, Contract, Listing])
async def test_a_region_is_listed_in_the_order_of_its_index(
    crowded: Market, table: type[Any]
) -> None:
    wanted = select(table).where(table.region_id == ids.new()).order_by(table.id.desc()).limit(50)

    plan = await plan_of(crowded, wanted)

    assert f"ix_{table.__tablename__}_region_id_id" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize("table", [Claim, Contract])
async def test_an_organization_is_listed_in_the_order_of_its_index(
    crowded: Market, table: type[Any]
) -> None:
    mine = table.organization_id == ids.new()

    plan = await plan_of(crowded, select(table).where(mine).order_by(table.id.desc()).limit(50))

    assert f"ix_{table.__tablename__}_organization_id_id" in plan
    assert "Sort" not in plan


FILL = """
INSERT INTO fund_entry (id, fund_id, seq, kind, amount_fen, ref, key, at, actor_id, prev_hash, hash)
SELECT uuidv7(), fund.id, 1000 + n, 'adjust', 1, uuidv7(), uuidv7(), now(), fund.id, '', ''
FROM fund, generate_series(1, :rows) AS n
"""


async def test_the_frequent_questions_never_read_a_whole_table(crowded: Market) -> None:
    async with crowded.kit.begin() as uow:
        await uow.session.execute(text(FILL), {"rows": ROWS})
    entries = entries_of(ids.new()).order_by(FundEntry.id.desc()).limit(50)
    held = select(FundEntry).where(FundEntry.ref == ids.new())
    year = select(Claim).where(Claim.organization_id == ids.new(), Claim.won_at >= crowded.kit.now)
    seen = [
        funds_seen(crowded.buyer, state=None, fiscal_year=None),
        briefs(crowded.buyer, state=None),
        projects(crowded.buyer, state=None, cluster_id=None),
        claims(crowded.buyer, state=None, project_id=None),
        contracts(crowded.buyer, state=None, project_id=None),
    ]

    assert "ix_fund_entry_fund_id_id" in await plan_of(crowded, entries)
    assert "ix_fund_entry_ref" in await plan_of(crowded, held)
    assert "ix_claim_organization_id" in await plan_of(crowded, year)
    for wanted in seen:
        assert "Seq Scan" not in await plan_of(crowded, wanted)
