"""Posting: what the ledger's rules cost, against the least that is double entry.

`python -m benchmarks.credit_posting [SECONDS]`; the targets are those of docs/benchmarks.md.
"""

import asyncio
import random  # noqa: TID251 - who receives next
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import asyncpg

from benchmarks.credit_ground import (
    ANY_HOLDER,
    ANY_KEY,
    DISTRICTS,
    EVERY_ISSUER,
    HOLDER,
    HOLDERS,
    ISSUER,
    ONE_ISSUER,
    TOLD_IN_SQL,
    WORDS,
    Ledger,
    account,
    in_turn,
    key,
    ledger,
    postings,
    rates,
    ratios,
    seconds,
    verdict,
)
from benchmarks.ground import RUNS

MANY = EVERY_ISSUER + ANY_HOLDER
ONE = ONE_ISSUER + ANY_HOLDER
MIDDLE = HOLDER + HOLDERS // 2
PAIRS = (
    f"\\set d random({HOLDER}, {MIDDLE - 1})\n\\set c random({MIDDLE}, {HOLDER + HOLDERS - 1})\n"
)
MINIMAL = f"SELECT rival.post({account('d')}, {account('c')}, 300)\n"
TWO_ROW = f"SELECT rival.two_row_post({account('d')}, {account('c')}, 300, '{{}}')\n"

TARGETS = {8: (0.55, 1.6), 32: (0.50, 2.3)}
"""Clients: the least ratio to the minimal posting, and to the two-row one from one account."""
CPU_ADDED = 0.20
BYTES = 750

UNCHAINED = """
CREATE OR REPLACE FUNCTION ledger_chained(head bytea, account uuid, seq bigint, transfer uuid,
  amount bigint, balance bigint, day date) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT head'
"""
UNKEYED = """
CREATE OR REPLACE FUNCTION ledger_asked(kind text, debit uuid, credit uuid, amount bigint, day date,
  source_type text, source_id uuid, policy_id uuid, explanation text, reverses uuid) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT '\\x00'::bytea $$;
ALTER TABLE transfer DROP CONSTRAINT uq_transfer_key;
DO $$ BEGIN
  EXECUTE replace(pg_get_functiondef('ledger_post'::regproc), 'ON CONFLICT (key) DO NOTHING', '');
END $$
"""
"""The ledger without one of its rules, in a database of its own: what the rule costs."""

BLOCK, WARM = 10, 20
"""Postings between two looks at the clock, and blocks that are not counted."""

BATCH_ROWS = 1_000
BATCH = f"""
SELECT count(*) FROM (
  SELECT array_agg({key("n")}) AS keys, array_agg('earn'::text) AS kinds,
    array_agg(CASE WHEN bad THEN holder ELSE issuer END) AS debits,
    array_agg(CASE WHEN bad THEN issuer ELSE holder END) AS credits,
    array_agg(CASE WHEN bad THEN 1000000000000 ELSE 300 END::bigint) AS amounts,
    array_agg(date '2026-03-02') AS days, array_agg('needs.order'::text) AS sources,
    array_agg(holder) AS ids, array_agg(NULL::uuid) AS policies,
    array_agg('{WORDS}'::text) AS words, array_agg({TOLD_IN_SQL}::text) AS told
  FROM (SELECT n, n % 100 < :bad AS bad, lpad(to_hex({ISSUER} + n % 64), 32, '0')::uuid AS issuer,
      lpad(to_hex({HOLDER} + (random() * {HOLDERS - 1})::int), 32, '0')::uuid AS holder
    FROM generate_series(1, {BATCH_ROWS}) n) rows) r
CROSS JOIN LATERAL ledger_post_batch(keys, kinds, debits, credits, amounts, days, sources, ids,
  policies, words, told, '00000000-0000-4000-8000-000000000000', '{{}}', false) p
"""  # noqa: S608 - numbers of our own
BARE_BATCH = f"""
SELECT rival.post_batch(array_agg(lpad(to_hex({ISSUER} + n % 64), 32, '0')::uuid),
  array_agg(lpad(to_hex({HOLDER} + (random() * {HOLDERS - 1})::int), 32, '0')::uuid),
  array_agg(300::bigint)) FROM generate_series(1, {BATCH_ROWS}) n
"""  # noqa: S608


def one_by_one(made: Ledger, clients: int) -> None:
    """Single postings, from many districts' accounts and from one, against both rivals."""

    def rate(script: str, role: str = "owner") -> Callable[[], float]:
        return lambda: made.pgbench(script, clients=clients, seconds=seconds(), role=role)

    many, one, minimal, hot, spread = in_turn(
        rate(postings(MANY), "app"),
        rate(postings(ONE), "app"),
        rate(PAIRS + MINIMAL),
        rate(ONE + TWO_ROW),
        rate(PAIRS + TWO_ROW),
    )
    least, least_hot = TARGETS[clients]
    told = f"c={clients}"
    for name, figures in (("posting", many), ("posting from one system account", one)):
        said = rates(figures, minimal)
        verdict(f"{name} / minimal, {told}", ratios(figures, minimal), target=least, said=said)
    said, found = rates(one, hot), ratios(one, hot)
    verdict(f"posting / two-row, one system account, {told}", found, target=least_hot, said=said)
    print(f"  for the record, two-row between random accounts: {rates(many, spread)}")


def batches(made: Ledger) -> None:
    """A thousand at once, clean and with one row in a hundred refused, against a bare batch."""

    def rate(script: str, role: str = "owner") -> Callable[[], float]:
        return lambda: BATCH_ROWS * made.pgbench(script, clients=1, seconds=seconds(), role=role)

    clean, rejects, bare = in_turn(
        rate(ANY_KEY + "\\set bad 0\n" + one_line(BATCH), "app"),
        rate(ANY_KEY + "\\set bad 1\n" + one_line(BATCH), "app"),
        rate(one_line(BARE_BATCH)),
    )
    said = rates(clean, bare)
    verdict("batch(1000) / bare batch", ratios(clean, bare), target=0.50, said=said)
    said = rates(rejects, clean)
    verdict("batch with 1 % rejects / clean", ratios(rejects, clean), target=0.60, said=said)


def one_line(statement: str) -> str:
    """A statement as pgbench reads it."""
    return " ".join(statement.split()) + "\n"


def rules_cost(made: Ledger) -> None:
    """CPU of the database for a posting, with all rules and with one of them taken out.

    One connection to each, a few postings in turn, again and again: what others do to the machine
    they do to all, and it only ever adds, so the lowest quarter counts. The kernel tells a
    backend's time on the CPU in nanoseconds.
    """
    for name, without in (("whole", "SELECT"), ("unchained", UNCHAINED), ("unkeyed", UNKEYED)):
        made.copy(name, without)
    posting = postings("").removeprefix(ANY_KEY)
    asked = dict.fromkeys(("whole", "unchained", "unkeyed"), posting) | {"minimal": MINIMAL}
    spent = asyncio.run(_cpu_in_turn(made, asked, until=10 * seconds()))
    for name, without in (("chain", "unchained"), ("idempotency", "unkeyed")):
        found = ratios(spent["whole"], spent[without])
        said = cpu(spent["whole"], spent[without])
        added = [one - 1 for one in found]
        verdict(f"CPU added by the {name}", added, target=CPU_ADDED, at_most=True, said=said)
    print(f"  for the record, against the minimal one: {cpu(spent['whole'], spent['minimal'])}")


def cpu(mine: Sequence[float], other: Sequence[float]) -> str:
    """Both medians, for the record."""
    return f"{median(mine) / 1000:.0f} to {median(other) / 1000:.0f} µs of CPU a posting"


async def _cpu_in_turn(
    made: Ledger, asked: Mapping[str, str], *, until: float
) -> dict[str, list[float]]:
    """Nanoseconds of CPU that each statement takes, in the database of its name, for each run."""
    posting = {name: await _prepared(made, name, text) for name, text in asked.items()}
    spent: dict[str, list[float]] = {name: [] for name in asked}
    end = time.monotonic() + until
    while time.monotonic() < end:
        for name, (statement, clock) in posting.items():
            before = int(clock.read_text().split()[0])
            for _ in range(BLOCK):
                await statement.fetchval(*_anyone(holders=name == "minimal"))
            spent[name].append((int(clock.read_text().split()[0]) - before) / BLOCK)
    return {
        name: [quantiles(blocks[n::RUNS], n=4)[0] for n in range(WARM, WARM + RUNS)]
        for name, blocks in spent.items()
    }


def _anyone(*, holders: bool) -> Sequence[Any]:
    """Who gives, who receives, and the number of a key; between `holders` there is none."""
    district = random.randrange(ISSUER, ISSUER + DISTRICTS)  # noqa: S311
    giver = random.randrange(HOLDER, MIDDLE)  # noqa: S311
    receiver = random.randrange(MIDDLE if holders else HOLDER, HOLDER + HOLDERS)  # noqa: S311
    sides = (UUID(f"{giver if holders else district:x}".zfill(32)), UUID(f"{receiver:x}".zfill(32)))
    return sides if holders else (*sides, random.getrandbits(62))


async def _prepared(made: Ledger, name: str, text: str) -> tuple[Any, Path]:
    """A posting on a connection of its own, and where its backend's time is told."""
    connection = await asyncpg.connect(made.url("owner", "whole" if name == "minimal" else name))
    await connection.execute("SET synchronous_commit = off")
    backend = await connection.fetchval("SELECT pg_backend_pid()")
    text = text.replace(account("d"), "$1").replace(account("c"), "$2")
    statement = await connection.prepare(text.replace(":k", "$3::bigint"))
    return statement, Path(f"/proc/{backend}/schedstat")


def room(made: Ledger) -> None:
    """Bytes on disk of a posting: its transfer and entries with their indexes, no outbox row."""
    sizes: list[float] = []

    async def weigh(owner: asyncpg.Connection) -> None:
        taken = (
            "SELECT sum(pg_total_relation_size(t))"
            " FROM unnest('{transfer,entry,explanation_form}'::regclass[]) t"
        )
        count = "SELECT count(*) FROM transfer"
        sizes.append(float(await owner.fetchval(taken)) / await owner.fetchval(count))

    made.run(weigh, "owner")
    verdict("bytes a posting", sizes, target=BYTES, at_most=True)


def main() -> None:
    """Measure it all, the room last, when there are postings enough."""
    with ledger() as made:
        for clients in TARGETS:
            one_by_one(made, clients)
        batches(made)
        room(made)
        rules_cost(made)


if __name__ == "__main__":
    main()
