"""Reading the ledger, and sealing it: balances, statement pages, checkpoints.

`python -m benchmarks.credit_reading [SECONDS [TRANSFERS]]`; 200,000 transfers unless told.
"""

import asyncio
import random  # noqa: TID251 - which page is read next
import statistics
import time
from asyncio import to_thread
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from sqlalchemy.dialects.postgresql import asyncpg as dialect
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - a sealer of its own

from benchmarks.credit_ground import (
    ANY_HOLDER,
    HOLDER,
    SECONDS,
    Ledger,
    account,
    in_turn,
    ledger,
    postings,
    rates,
    ratios,
    verdict,
)
from benchmarks.credit_posting import MANY
from benchmarks.ground import RUNS, told
from deploy.local.credentials import Credentials
from services.credit.checkpoint.use_cases import seal_transfers
from services.credit.statement.queries import entries_between
from shared import clock, ids
from shared.access import Actor, Grant, Role
from shared.crypto import Vault
from shared.database import Database
from shared.testing.signing import KEY_ID, SIGNING_KEY, sign
from shared.tokens import SigningKeyReplica

READERS = 1_000
"""Holders with long accounts, the first of all."""
PAGE = 50
PAGES = 300
"""Pages read over HTTP in one run, by one reader after the other."""
AFTER = 111_111
"""Stands for the number that pgbench puts into the statement's query."""

FILL = f"""
CREATE TEMP TABLE made AS
SELECT uuidv7() AS id, uuidv7() AS key, b.version + n / {READERS} + 1 AS seq,
  b.available + 300 * (n / {READERS} + 1) AS balance, b.account_id AS holder,
  lpad(to_hex(1 + n % 64), 32, '0')::uuid AS issuer
FROM generate_series(0, $1 - 1) n
JOIN balance b ON b.account_id = lpad(to_hex({HOLDER} + n % {READERS}), 32, '0')::uuid;
INSERT INTO transfer (id, key, kind, debit, credit, amount, effective_on, source_type,
  source_id, form_id, told, actor_id)
SELECT id, key, 'earn', issuer, holder, 300, date '2026-03-02',
  'needs.order', key, ledger_form('{{}}'), '', key FROM made;
INSERT INTO entry SELECT holder, seq, id, 300, balance, date '2026-03-02', now(),
  sha256(key::text::bytea) FROM made ORDER BY holder, seq;
INSERT INTO entry (account_id, seq, transfer_id, amount, effective_on, recorded_at)
SELECT issuer, nextval('entry_system_seq'), id, -300, date '2026-03-02', now() FROM made;
UPDATE balance b SET available = m.balance, version = m.seq
FROM (SELECT holder, max(seq) AS seq, max(balance) AS balance FROM made GROUP BY holder) m
WHERE m.holder = b.account_id;
DROP TABLE made;
ANALYZE
"""  # noqa: S608 - numbers of our own


TRANSFERS = 200_000
"""How many transfers the ledger holds when its pages are read."""


async def sealing(made: Ledger) -> None:
    """Transfers sealed a second, against transfers posted a second just before."""
    keys = Vault.load(Credentials.keys_file(made.ground.services.stack, "credit"))
    engine = create_async_engine(made.ground.url("credit"))
    database = Database(engine, keys)

    async def seal() -> float:
        began, sealed = time.monotonic(), 0
        async with database.begin(operation="bench", at=clock.now()) as uow:
            while blocks := await seal_transfers(uow, at=uow.at):
                sealed += sum(block.size for block in blocks)
        return sealed / (time.monotonic() - began)

    posted, sealed = [], []
    for _ in range(RUNS + 1):  # the first makes the key and warms the connection
        length: dict[str, Any] = {"clients": 8, "role": "app"}
        posted.append(await to_thread(made.pgbench, postings(MANY), **length))
        sealed.append(await seal())
    await engine.dispose()
    said = rates(sealed[1:], posted[1:])
    verdict("sealing / posting", ratios(sealed[1:], posted[1:]), target=10, said=said)


def reading(made: Ledger, transfers: int) -> None:
    """Balances against `SELECT 1`, and pages of a statement, in SQL."""

    def rate(script: str) -> Callable[[], float]:
        return lambda: made.pgbench(script, clients=8, role="app")

    spoken = dialect.dialect()  # type: ignore[no-untyped-call]
    page = entries_between(UUID(int=HOLDER), after=AFTER, upto=2 * AFTER, limit=PAGE)
    text = str(page.compile(dialect=spoken, compile_kwargs={"literal_binds": True}))
    names = {f"'{UUID(int=HOLDER)}'": account("c"), str(AFTER + PAGE): f"(:a + {PAGE})"}
    names[str(AFTER)] = ":a"
    for literal, variable in names.items():
        text = text.replace(literal, variable)
    longest = max(transfers // READERS - PAGE, 1)
    which = f"\\set c random({HOLDER}, {HOLDER + READERS - 1})\n\\set a random(0, {longest})\n"
    balance = f"SELECT available, held FROM balance WHERE account_id = {account('c')}\n"  # noqa: S608
    balances, ones, pages = in_turn(
        rate(ANY_HOLDER + balance),
        rate(ANY_HOLDER + "SELECT 1\n"),
        rate(which + " ".join(text.split()) + "\n"),
    )
    said = rates(balances, ones)
    verdict("balance / select 1", ratios(balances, ones), target=0.45, said=said)
    verdict(f"statement of {PAGE} lines in SQL, c=8", pages, target=5_000, unit=" a second")


def over_http(made: Ledger, transfers: int) -> None:
    """The 95th percentile of a statement page, by one reader after the other."""
    api = made.ground.services.api("credit")
    url = made.ground.services.stack.api("credit")

    def p95() -> float:
        with httpx.Client(trust_env=False, timeout=30) as http:
            took = []
            for number in range(PAGES + 20):
                who = HOLDER + random.randrange(READERS)  # noqa: S311
                organization = UUID(f"{who:x}".rjust(32, "a"))
                manager = Grant(Role.ORG_MANAGER, "nowhere.", organization)
                token = sign(Actor(id=ids.new(), grants=(manager,)), clock.now())
                page = {"after": random.randrange(max(transfers // READERS - PAGE, 1))}  # noqa: S311
                began = time.monotonic()
                answer = http.get(
                    f"{url}/accounts/{UUID(int=who)}/statement",
                    params=page,
                    headers={"Authorization": f"Bearer {token}"},
                )
                answer.raise_for_status()
                if number >= PAGES // 15:
                    took.append((time.monotonic() - began) * 1000)
            return statistics.quantiles(took, n=20)[-1]

    with made.ground.running(api):
        figures = [p95() for _ in range(RUNS)]
    name = f"statement page p95 over HTTP at {transfers:,} transfers"
    verdict(name, figures, target=20, unit=" ms", at_most=True)


async def fill(transfers: int, owner: asyncpg.Connection) -> None:
    """Long accounts: rows as postings write them, but for their hashes."""
    for statement in FILL.replace("$1", str(transfers)).strip().split(";\n"):
        await owner.execute(statement)


async def trust(made: Ledger) -> None:
    """Let the service know the key that tokens are signed with here."""
    stack = made.ground.services.stack
    engine = create_async_engine(made.ground.url("credit"))
    database = Database(engine, Vault.load(Credentials.keys_file(stack, "credit")))
    async with database.begin(operation="bench") as uow:
        public = dict(SIGNING_KEY.as_dict(private=False))
        uow.add(SigningKeyReplica(id=KEY_ID, version=1, public_jwk=public))
    await engine.dispose()


def main() -> None:
    """Seal while the ledger is small, then fill it and read."""
    seconds, transfers = told(__doc__, seconds=SECONDS, transfers=TRANSFERS)
    with ledger(seconds=seconds) as made:
        asyncio.run(sealing(made))
        made.run(partial(fill, transfers), "owner")
        asyncio.run(trust(made))
        reading(made, transfers)
        over_http(made, transfers)


if __name__ == "__main__":
    main()
