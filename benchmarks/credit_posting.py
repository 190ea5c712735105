"""Posting: what the ledger's rules cost, against the least that is double entry.

`python -m benchmarks.credit_posting [SECONDS]`; the targets are those of docs/benchmarks.md.
"""

from collections.abc import Callable

import asyncpg

from benchmarks.credit_ground import (
    ANY_HOLDER,
    ANY_KEY,
    EVERY_ISSUER,
    HOLDER,
    HOLDERS,
    ISSUER,
    ONE_ISSUER,
    SECONDS,
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
    verdict,
)
from benchmarks.ground import told

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
BYTES = 750

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
        return lambda: made.pgbench(script, clients=clients, role=role)

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
        return lambda: BATCH_ROWS * made.pgbench(script, clients=1, role=role)

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
    (seconds,) = told(__doc__, seconds=SECONDS)
    with ledger(seconds=seconds) as made:
        for clients in TARGETS:
            one_by_one(made, clients)
        batches(made)
        room(made)


if __name__ == "__main__":
    main()
