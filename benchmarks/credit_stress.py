"""The ledger in a crowd, with the power cut in the middle: nothing acknowledged may be lost.

`python -m benchmarks.credit_stress [SECONDS]` (60 unless told): eight connections post between
twenty holders and one system account, three in ten with a key that was used before, while
transfers are sealed; halfway PostgreSQL is killed and started again. Exits with 1 on any fault.
"""

import asyncio
import random  # noqa: TID251 - seeded, so that a run can be repeated
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - a sealer of its own

from benchmarks.credit_ground import HOLDER, ISSUER, Ledger, ledger
from benchmarks.ground import load, told
from deploy.local.credentials import Credentials
from services.credit.checkpoint.use_cases import seal_transfers
from services.credit.verification.use_cases import first_fault
from shared import clock, ids
from shared.crypto import Vault
from shared.database import Database

CONNECTIONS = 8
HOT = [UUID(int=HOLDER + number) for number in range(20)]
SYSTEM = UUID(int=ISSUER)
REPEATED = 0.3
BETWEEN_HOLDERS = 0.3
"""A share that moves between two hot accounts: only those can lock each other out."""
SEAL_SECONDS = 2.0
AGAIN_SECONDS = 0.2
POST = """
SELECT id, status FROM ledger_post($1, $2, $3, $4, $5, date '2026-03-02', 'bench', $1, NULL,
  '{}', '', $1, '{}')
"""
DOWN = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)
"""How the driver says that its connection broke, also when it broke between two steps."""
DEADLOCKS = "deadlock detected"

Asked = tuple[UUID, str, UUID, UUID, int]


@dataclass
class Heard:
    """What the clients asked, and what they were told."""

    asked: list[Asked] = field(default_factory=list)
    acknowledged: dict[UUID, UUID] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def next(self, chance: random.Random) -> Asked:
        """Something new, or something that was asked before, by whomever."""
        if self.asked and chance.random() < REPEATED:
            return chance.choice(self.asked)
        one, other = chance.sample(HOT, 2)
        sides = ("succeed", one, other) if chance.random() < BETWEEN_HOLDERS else (
            ("earn", SYSTEM, one) if chance.random() < 0.7 else ("penalize", one, SYSTEM)  # noqa: PLR2004
        )  # fmt: skip
        made = (ids.new(), *sides, chance.randint(1, 50))
        self.asked.append(made)
        return made

    def take(self, asked: Asked, answer: Any) -> None:
        """Note an answer; a key has one transfer for ever."""
        self.words[answer["status"]] += 1
        if answer["status"] not in ("ok", "exists"):
            return
        known = self.acknowledged.setdefault(asked[0], answer["id"])
        if known != answer["id"]:
            self.faults.append(f"key {asked[0]} has two transfers")


async def write(made: Ledger, heard: Heard, *, seed: int, until: float) -> None:
    """One client: asks, and asks again what it got no answer to."""
    chance, connection, open_question = random.Random(seed), None, None  # noqa: S311
    while time.monotonic() < until:
        try:
            if connection is None:
                connection = await asyncpg.connect(made.url("app"), timeout=10)
            open_question = open_question or heard.next(chance)
            heard.take(open_question, await connection.fetchrow(POST, *open_question))
            open_question = None
        except asyncpg.DeadlockDetectedError:
            heard.words["deadlock"] += 1
        except DOWN:
            heard.words["connection lost"] += 1
            connection = None
            await asyncio.sleep(AGAIN_SECONDS)
    if connection is not None:
        await connection.close()


async def seal(database: Database, *, until: float) -> int:
    """Seal as the worker does; answers the checkpoints made."""
    made = 0
    while time.monotonic() < until:
        try:
            async with database.begin(operation="bench", at=clock.now()) as uow:
                made += len(await seal_transfers(uow, at=uow.at))
        except (DBAPIError, *DOWN):
            await asyncio.sleep(AGAIN_SECONDS)
        await asyncio.sleep(SEAL_SECONDS)
    return made


async def cut_the_power(made: Ledger, *, after: float) -> float:
    """Kill PostgreSQL and start it again; answers how long it was away."""
    await asyncio.sleep(after)
    server = made.ground.postgres
    began = time.monotonic()
    server.kill()
    await asyncio.to_thread(server.start)
    return time.monotonic() - began


async def look(made: Ledger, heard: Heard, database: Database) -> None:
    """Look for everything that must not be."""
    reader = await asyncpg.connect(made.url("app"))
    stored = dict(await reader.fetch("SELECT key, id FROM transfer"))
    lost = [key for key, id in heard.acknowledged.items() if stored.get(key) != id]
    heard.faults += [f"acknowledged and lost: {key}" for key in lost]
    if await reader.fetchval("SELECT sum(amount) FROM entry"):
        heard.faults.append("the entries do not sum to zero")
    gaps = await reader.fetch(
        "SELECT b.account_id FROM balance b JOIN entry e USING (account_id)"
        " GROUP BY b.account_id HAVING (count(*), max(e.seq)) <> (max(b.version), max(b.version))"
    )
    heard.faults += [f"a gap in {row['account_id']}" for row in gaps]
    await reader.close()
    async with database.begin(operation="bench", at=clock.now()) as uow:
        while await seal_transfers(uow, at=uow.at):
            await uow.flush()
    async with database.begin(operation="bench", at=clock.now()) as uow:
        if fault := await first_fault(uow, witnessed={}):
            heard.faults.append(f"{fault.row}: {fault.what}")
    log = (made.ground.postgres.directory / "server.log").read_text(errors="replace")
    if count := log.count(DEADLOCKS):
        heard.faults.append(f"{count} deadlocks")


async def run(made: Ledger, seconds: int) -> Heard:
    """Write, seal and cut the power all at once, then look."""
    stack, heard = made.ground.services.stack, Heard()
    engine = create_async_engine(made.ground.url("credit"), pool_pre_ping=True)
    database = Database(engine, Vault.load(Credentials.keys_file(stack, "credit")))
    until = time.monotonic() + seconds
    writers = [write(made, heard, seed=number, until=until) for number in range(CONNECTIONS)]
    away, blocks, *_ = await asyncio.gather(
        cut_the_power(made, after=seconds / 2), seal(database, until=until), *writers
    )
    await look(made, heard, database)
    await engine.dispose()
    print(f"{seconds} s: {dict(heard.words)}; {len(heard.acknowledged)} transfers acknowledged")
    print(f"  PostgreSQL killed and back in {away:.1f} s; {blocks} checkpoints; {load()}")
    return heard


def main() -> None:
    """Run it, and say what was found."""
    (seconds,) = told(__doc__, seconds=60)
    with ledger() as made:
        heard = asyncio.run(run(made, seconds))
    print("no fault" if not heard.faults else "\n".join(heard.faults))
    sys.exit(bool(heard.faults))


if __name__ == "__main__":
    main()
