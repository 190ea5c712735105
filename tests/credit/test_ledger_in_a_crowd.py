"""The ledger with many writers and many rows, in a database of its own: these commit."""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import AsyncGenerator
from hashlib import md5
from typing import Any

import asyncpg
import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import asyncpg as dialect

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.credit.account.model import Account
from services.credit.account.queries import visible
from services.credit.statement.queries import entries_between
from shared import ids
from shared.access import Actor, Grant, Role
from tests.own_database import own_database

ISSUER = ids.new()
HOLDERS = [ids.new() for _ in range(4)]
REGION = ids.new()
ACCOUNTS = 6_000
REGIONS = 600
ENTRIES = 20_000
ROWS = 500

POST = """
SELECT status FROM ledger_post($1, 'earn', $2, $3, $4, date '2026-03-02', 'needs.order', $1, NULL,
  '{}', '', $1, '{}')
"""

BATCH = f"""
SELECT array_agg(status) FROM ledger_post_batch($1, array_fill('earn'::text, ARRAY[{ROWS}]),
  array_fill($2::uuid, ARRAY[{ROWS}]), array_fill($3::uuid, ARRAY[{ROWS}]),
  array_fill(5::bigint, ARRAY[{ROWS}]), array_fill(date '2026-03-02', ARRAY[{ROWS}]),
  array_fill('needs.order'::text, ARRAY[{ROWS}]), $1, array_fill(NULL::uuid, ARRAY[{ROWS}]),
  array_fill('{{}}'::text, ARRAY[{ROWS}]), array_fill(''::text, ARRAY[{ROWS}]), $2, '{{}}', false)
"""


@pytest.fixture(scope="module")
async def crowd(
    postgres: PostgresServer, credentials: Credentials
) -> AsyncGenerator[dict[str, str], None]:
    """Addresses of a credit database for the owner and the application, with a few accounts."""
    async with own_database(postgres, credentials, "credit", "credit_crowd") as urls:
        plain = {role: url.replace("+asyncpg", "") for role, url in urls.items()}
        owner = await asyncpg.connect(plain["owner"])
        await owner.execute(
            "INSERT INTO account (id, version, kind, region_id, state)"
            " VALUES ($1, 1, 'issue', $2, 'open')",
            ISSUER,
            REGION,
        )
        await owner.executemany(
            "INSERT INTO account (id, version, kind, organization_id, region_id, number, state)"
            " VALUES ($1, 1, 'holder', $1, $2, $3, 'open')",
            [(holder, REGION, f"JF-{holder}") for holder in HOLDERS],
        )
        await owner.close()
        yield plain


async def test_thirty_two_writers_never_block_each_other_for_good(crowd: dict[str, str]) -> None:
    pool = await asyncpg.create_pool(crowd["app"], min_size=32, max_size=32)
    sides = [*itertools.permutations(HOLDERS, 2)]
    keys = [ids.new() for _ in range(240)]
    async with pool.acquire() as connection:
        for holder in HOLDERS:
            await connection.fetchval(POST, ids.new(), ISSUER, holder, 100_000)

    async def write(number: int) -> Counter[str]:
        seen: Counter[str] = Counter()
        for turn in range(15):
            at = number * 15 + turn
            # every key comes twice, from two writers, with the same posting
            key = at % len(keys)
            async with pool.acquire() as connection:
                seen[
                    await connection.fetchval(
                        POST, keys[key], *sides[key % len(sides)], 1 + key % 7
                    )
                ] += 1
        return seen

    async with asyncio.timeout(60):
        found = sum(await asyncio.gather(*map(write, range(32))), Counter())
    await pool.close()

    assert found == {"ok": 240, "exists": 240}
    owner = await asyncpg.connect(crowd["owner"])
    assert await owner.fetchval("SELECT sum(amount) FROM entry") == 0
    gaps = "SELECT count(*), max(seq) FROM entry WHERE account_id = $1"
    for holder in HOLDERS:
        entries, last = await owner.fetchrow(gaps, holder)
        balance = await owner.fetchrow("SELECT * FROM balance WHERE account_id = $1", holder)
        newest = await owner.fetchrow(
            "SELECT * FROM entry WHERE account_id = $1 ORDER BY seq DESC LIMIT 1", holder
        )
        assert entries == last == balance["version"]
        posted = balance["available"] + balance["held"]
        assert (newest["balance_after"], newest["hash"]) == (posted, balance["head"])
    await owner.close()


@pytest.mark.parametrize("table", ["transfer", "entry"])
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET amount = amount", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
async def test_not_even_the_owner_changes_the_journal(
    crowd: dict[str, str], table: str, change: str
) -> None:
    owner = await asyncpg.connect(crowd["owner"])

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only ever added"):
        await owner.execute(change.format(table))

    await owner.close()


async def nodes_of(crowd: dict[str, str], statement: Any) -> list[dict[str, Any]]:
    """The steps of a statement's plan, as the application's role runs it."""
    spoken = dialect.dialect()  # type: ignore[no-untyped-call]
    compiled = statement.compile(dialect=spoken, compile_kwargs={"literal_binds": True})
    reader = await asyncpg.connect(crowd["app"])
    plan = json.loads(await reader.fetchval(f"EXPLAIN (FORMAT JSON) {compiled}"))
    await reader.close()
    found, open_ = [], [plan[0]["Plan"]]
    while open_:
        node = open_.pop()
        found.append(node)
        open_ += node.get("Plans", [])
    return found


@pytest.fixture(scope="module")
async def full(crowd: dict[str, str]) -> dict[str, str]:
    """The same database with thousands of accounts and one account with thousands of entries."""
    owner = await asyncpg.connect(crowd["owner"])
    await owner.execute(
        "INSERT INTO region_replica (id, version, path, level, kind, name, status)"
        " SELECT md5(n::text)::uuid, 1, CASE n WHEN 0 THEN '' ELSE md5('0') || '.' END"
        "  || md5(n::text) || '.', 'community', 'residents_committee', n::text, 'active'"
        f" FROM generate_series(0, {REGIONS}) n"
    )
    await owner.execute(
        "INSERT INTO account (id, version, kind, organization_id, region_id, number, state)"
        f" SELECT uuidv7(), 1, 'holder', uuidv7(), md5((1 + n % {REGIONS})::text)::uuid, 'N' || n,"
        f" 'open' FROM generate_series(1, {ACCOUNTS}) n"
    )
    for _ in range(ENTRIES // ROWS):
        await owner.fetchval(BATCH, [ids.new() for _ in range(ROWS)], ISSUER, HOLDERS[0])
    await owner.execute("ANALYZE")
    await owner.close()
    return crowd


async def test_a_statement_page_reads_only_its_own_entries(full: dict[str, str]) -> None:
    page = entries_between(HOLDERS[0], after=4_000, upto=4_900, limit=50)

    nodes = await nodes_of(full, page)

    assert "Seq Scan" not in {node["Node Type"] for node in nodes}
    assert {node.get("Index Name") for node in nodes} >= {"pk_entry", "pk_transfer"}


CITY, COMMUNITY = (
    "".join(f"{md5(n.encode()).hexdigest()}." for n in chain) for chain in ("0", "07")
)


@pytest.mark.parametrize(
    ("grant", "index"),
    [
        (Grant(Role.ORG_MANAGER, "nowhere.", HOLDERS[0]), "uq_account_organization_id"),
        (Grant(Role.COMMUNITY_MANAGER, COMMUNITY), "ix_account_region_id_id"),
        (Grant(Role.CITY_ADMIN, CITY), "pk_account"),
    ],
    ids=lambda given: str(given.role) if isinstance(given, Grant) else given,
)
async def test_a_list_of_accounts_never_reads_them_all(
    full: dict[str, str], grant: Grant, index: str
) -> None:
    seen = select(Account).where(visible(Actor(id=ids.new(), grants=(grant,))))

    nodes = await nodes_of(full, seen.order_by(Account.id.desc()).limit(51))

    assert index in {node.get("Index Name") for node in nodes}
    assert not [
        node
        for node in nodes
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "account"
    ]


READ_WHOLE = """
SELECT relname, seq_tup_read FROM pg_stat_user_tables
WHERE relname IN ('transfer', 'entry', 'account', 'balance')
"""


async def test_a_batch_reads_no_table_as_a_whole(full: dict[str, str]) -> None:
    owner = await asyncpg.connect(full["owner"])
    before = await owner.fetch(READ_WHOLE)

    said = await owner.fetchval(BATCH, [ids.new() for _ in range(ROWS)], ISSUER, HOLDERS[1])
    await owner.execute("SELECT pg_stat_force_next_flush()")

    assert {*said} == {"ok"}
    assert await owner.fetch(READ_WHOLE) == before
    await owner.close()


async def test_who_closes_an_account_and_who_posts_to_it_wait_for_each_other(
    crowd: dict[str, str],
) -> None:
    holder, (owner, app) = ids.new(), [await asyncpg.connect(crowd[one]) for one in crowd]
    await owner.execute(
        "INSERT INTO account (id, version, kind, organization_id, region_id, number, state)"
        " VALUES ($1, 1, 'holder', $1, $2, $3, 'open')",
        *(holder, REGION, f"JF-{holder}"),
    )
    closing = owner.transaction()
    await closing.start()
    await owner.execute("UPDATE account SET state = 'closed' WHERE id = $1", holder)

    posting = asyncio.create_task(app.fetchval(POST, ids.new(), ISSUER, holder, 5))
    waited, _ = await asyncio.wait({posting}, timeout=0.2)
    await closing.commit()

    assert not waited
    assert await posting == "account_unusable"
    assert await owner.fetchval("SELECT available FROM balance WHERE account_id = $1", holder) == 0
    await owner.close()
    await app.close()
