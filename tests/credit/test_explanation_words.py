"""What a posting leaves in the tables: the words of explanations once, and few bytes besides."""

import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.credit.transfer.rules import taken_apart
from shared import ids

ISSUER, HOLDER = ids.new(), ids.new()
WHY: list[dict[str, Any]] = [
    {},
    {"inputs": {"beneficiaries": 30, "kind": "group"}, "steps": {}, "amount": 300},
    {"inputs": {"beneficiaries": 7, "kind": "menu"}, "steps": {}, "amount": 70},
    {"zh": "换行\n与 100%", "en": 'a "b" \\ %s', "amount": 1, "lines": [{"b": 1, "a": [None]}]},
    {"100%": {"%s": "\u0007", "深": {"z": 1, "aa": {}}}, "none": None, "yes": True},
]
POST = """
SELECT id, status FROM ledger_post($1, 'earn', $2, $3, 5, date '2026-03-02', 'needs.order', $1,
  NULL, $4, $5, $1, '{}')
"""
HELD_BY = """
INSERT INTO account (id, version, kind, organization_id, region_id, number, state)
VALUES ($1, 1, 'issue', NULL, $1, NULL, 'open'), ($2, 1, 'holder', $2, $1, 'N', 'open')
"""
BYTES = """
SELECT pg_column_size(t) + sum(pg_column_size(e))
FROM transfer t JOIN entry e ON e.transfer_id = t.id WHERE t.id = $1 GROUP BY t.*
"""


@pytest.fixture(scope="module")
def url(address: Callable[[str, str], str]) -> str:
    return address("credit", "owner").replace("+asyncpg", "")


@pytest.fixture(scope="module")
async def owner(url: str) -> AsyncGenerator[asyncpg.Connection, None]:
    """The ledger's owner, who posted a few transfers and commits nothing."""
    connection = await asyncpg.connect(url)
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute(HELD_BY.replace("$1", f"'{ISSUER}'").replace("$2", f"'{HOLDER}'"))
    for why in WHY:
        await connection.fetchval(POST, ids.new(), ISSUER, HOLDER, *taken_apart(why))
    yield connection
    await transaction.rollback()
    await connection.close()


async def test_what_is_posted_is_told_as_it_was_explained(owner: asyncpg.Connection) -> None:
    told = "SELECT ledger_explanation(form_id, told) FROM transfer WHERE credit = $1 ORDER BY id"

    found = [json.loads(one[0]) for one in await owner.fetch(told, HOLDER)]

    assert found[: len(WHY)] == WHY


async def test_the_same_words_are_kept_once(owner: asyncpg.Connection) -> None:
    count = "SELECT count(*) FROM explanation_form"
    before = await owner.fetchval(count)

    for amount in range(3):
        words = {"inputs": {"beneficiaries": amount, "kind": "x"}, "steps": {}, "amount": amount}
        await owner.fetchval(POST, ids.new(), ISSUER, HOLDER, *taken_apart(words))

    assert await owner.fetchval(count) == before


async def test_words_cannot_be_changed(owner: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only ever added"):
        async with owner.transaction():
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
    posted = await owner.fetchval(POST, ids.new(), ISSUER, HOLDER, *taken_apart(why))

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
