"""What a posting leaves in the tables: the words of explanations once, and few bytes besides."""

import asyncio
import importlib
import json
from collections.abc import AsyncGenerator
from typing import Any

import asyncpg
import pytest
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.credit.checkpoint.queries import LEAF
from services.credit.entity import METADATA
from services.credit.transfer.rules import taken_apart
from shared import ids
from shared.migrations import runner

NAME = "credit_words"
ISSUER, HOLDER = ids.new(), ids.new()
WHY: list[dict[str, Any]] = [
    {},
    {"inputs": {"beneficiaries": 30, "kind": "group"}, "steps": {}, "amount": 300},
    {"inputs": {"beneficiaries": 7, "kind": "menu"}, "steps": {}, "amount": 70},
    {"zh": "换行\n与 100%", "en": 'a "b" \\ %s', "amount": 1, "lines": [{"b": 1, "a": [None]}]},
    {"100%": {"%s": "\u0007", "深": {"z": 1, "aa": {}}}, "none": None, "yes": True},
]
OLD = """
SELECT id, status FROM ledger_post($1, 'earn', $2, $3, 5, date '2026-03-02', 'needs.order', $1,
  NULL, $4, $1, '{}')
"""
NEW = OLD.replace("$4", "$4, $5")
HELD_BY = """
INSERT INTO account (id, version, kind, organization_id, region_id, number, state)
VALUES ($1, 1, 'issue', NULL, $1, NULL, 'open'), ($2, 1, 'holder', $2, $1, 'N', 'open')
"""
SEALED = """
SELECT concat(id, '|', key, '|', encode(request_hash, 'hex'), '|', kind, '|', debit, '|', credit,
  '|', amount, '|', effective_on - date '2000-01-01', '|',
  (extract(epoch FROM recorded_at) * 1000000)::bigint, '|', source_type, '|', source_id, '|',
  policy_id, '|', xid, '|',
  encode(sha256(convert_to(concat(actor_id, '|', explanation), 'utf8')), 'hex'))
FROM transfer ORDER BY id
"""
"""What was sealed of the transfers as they stood then."""
BYTES = """
SELECT pg_column_size(t) + sum(pg_column_size(e))
FROM transfer t JOIN entry e ON e.transfer_id = t.id WHERE t.id = $1 GROUP BY t.*
"""


@pytest.fixture(scope="module")
async def owner(
    postgres: PostgresServer, credentials: Credentials
) -> AsyncGenerator[asyncpg.Connection, None]:
    """A credit database as it was before explanations were taken apart, with a few transfers."""
    renamed = ("DATABASE credit", f"DATABASE {NAME}")
    root = await asyncpg.connect(postgres.url)
    await root.execute(databases.CREATE.format(service="credit").replace(*renamed))
    inside = await asyncpg.connect(postgres.url, database=NAME)
    await inside.execute(databases.PRIVILEGES.format(service="credit").replace(*renamed))
    await inside.close()
    password = credentials.password("credit", "owner")
    url = databases.address(postgres.url, "credit", "owner", password).removesuffix("credit") + NAME
    importlib.import_module("services.credit.app")
    config = runner.config("credit", url, METADATA)
    await asyncio.to_thread(command.upgrade, config, "credit_0008")
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(HELD_BY.replace("$1", f"'{ISSUER}'").replace("$2", f"'{HOLDER}'"))
    keys = [ids.new() for _ in WHY]
    asked = [(key, ISSUER, HOLDER, json.dumps(why)) for key, why in zip(keys, WHY, strict=True)]
    posted = [(await connection.fetchval(OLD, *one), "exists") for one in asked]
    before = await connection.fetch(SEALED)
    await asyncio.to_thread(command.upgrade, config, "heads")
    now = await connection.fetch(f"SELECT {LEAF} FROM transfer ORDER BY id")
    assert [one[0] for one in now] == [one[0] for one in before]
    again = [
        tuple(await connection.fetchrow(NEW, key, ISSUER, HOLDER, *taken_apart(why)))
        for key, why in zip(keys, WHY, strict=True)
    ]
    assert again == posted
    yield connection
    await connection.close()
    await root.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    await root.close()


async def test_what_was_posted_before_is_the_same_to_the_letter(owner: asyncpg.Connection) -> None:
    told = "SELECT ledger_explanation(form_id, told) FROM transfer ORDER BY id"

    found = [json.loads(one[0]) for one in await owner.fetch(told)]

    assert found[: len(WHY)] == WHY


async def test_the_same_words_are_kept_once(owner: asyncpg.Connection) -> None:
    count = "SELECT count(*) FROM explanation_form"
    before = await owner.fetchval(count)

    for amount in range(3):
        words = {"inputs": {"beneficiaries": amount, "kind": "x"}, "steps": {}, "amount": amount}
        await owner.fetchval(NEW, ids.new(), ISSUER, HOLDER, *taken_apart(words))

    assert await owner.fetchval(count) == before


async def test_words_cannot_be_changed(owner: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only ever added"):
        await owner.execute("UPDATE explanation_form SET words = words")


async def test_an_ordinary_posting_takes_few_bytes(owner: asyncpg.Connection) -> None:
    why = {
        "inputs": {
            "kind": "group",
            "beneficiaries": 30,
            "vulnerable": False,
            "score": 4,
            "household_turn": 1,
            "day_turn": 2,
            "team_members": 3,
        },
        "steps": {"base": 300, "kind": 10_000, "rating": 10_000, "household": 10_000, "day": 10},
        "amount": 300,
        "state": "posted",
        "before": 0,
        "after": 300,
    }
    posted = await owner.fetchval(NEW, ids.new(), ISSUER, HOLDER, *taken_apart(why))

    assert await owner.fetchval(BYTES, posted) < 490


async def test_a_place_in_time_is_found_by_halving(owner: asyncpg.Connection) -> None:
    at = (
        "SELECT seq, ledger_seq_before(account_id, recorded_at) AS before,"
        " ledger_seq_before(account_id, recorded_at + interval '1 microsecond') AS after"
        " FROM entry WHERE account_id = $1"
    )

    found = [tuple(row) for row in await owner.fetch(at, HOLDER)]

    assert found == [(seq, seq - 1, seq) for seq, *_ in found]
    assert await owner.fetchval("SELECT ledger_seq_before($1, now())", ISSUER) == 0


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
VALUE = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), TEXT)
VALUES = st.recursive(
    VALUE, lambda more: st.lists(more, max_size=3) | st.dictionaries(TEXT, more, max_size=3)
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(why=st.dictionaries(TEXT, VALUES, max_size=6))
async def test_an_explanation_is_taken_apart_and_put_together(
    owner: asyncpg.Connection, why: dict[str, Any]
) -> None:
    apart = "SELECT ledger_words(why), ledger_values(why) FROM (SELECT $1::text::jsonb AS why) _"
    together = "SELECT format($1, VARIADIC string_to_array($2, E'\\n'))"

    words, values = taken_apart(why)

    assert json.loads(await owner.fetchval(together, words, values)) == why
    assert tuple(await owner.fetchrow(apart, json.dumps(why))) == (words, values)
