"""What the ledger's rules cost: CPU of the database that its chain and its keys add to a posting.

`python -m benchmarks.credit_rules_cost [SECONDS]`; the targets are those of docs/benchmarks.md.
"""

import asyncio
import random  # noqa: TID251 - who receives next
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import asyncpg

from benchmarks.credit_ground import (
    ANY_KEY,
    DISTRICTS,
    HOLDER,
    HOLDERS,
    ISSUER,
    SECONDS,
    Ledger,
    account,
    ledger,
    postings,
    ratios,
    verdict,
)
from benchmarks.credit_posting import MIDDLE, MINIMAL
from benchmarks.ground import RUNS, told

CPU_ADDED = 0.20
UNCHAINED = """
CREATE OR REPLACE FUNCTION ledger_chained(head bytea, account uuid, seq bigint, transfer uuid,
  amount bigint, balance bigint, day date) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT head'
"""
UNKEYED = """
ALTER TABLE transfer DROP CONSTRAINT uq_transfer_key;
DO $$ BEGIN
  EXECUTE replace(pg_get_functiondef('ledger_post'::regproc), 'ON CONFLICT (key) DO NOTHING', '');
END $$
"""
"""The ledger without one of its rules, in a database of its own: what the rule costs."""

BLOCK, WARM = 10, 20
"""Postings between two looks at the clock, and blocks that are not counted."""


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
    spent = asyncio.run(_cpu_in_turn(made, asked, until=10 * made.seconds))
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


def main() -> None:
    """Measure both rules."""
    (seconds,) = told(__doc__, seconds=SECONDS)
    with ledger(seconds=seconds) as made:
        rules_cost(made)


if __name__ == "__main__":
    main()
