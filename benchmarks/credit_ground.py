"""What the ledger's benchmarks share: a durable ledger beside its rivals, and a steady client."""

import asyncio
import re
import subprocess
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import asyncpg

from benchmarks.ground import RUNS, Ground, ground, load
from deploy.local.databases import address
from deploy.local.postgres import binaries
from services.credit.transfer.rules import taken_apart

HOLDERS, DISTRICTS = 10_000, 64
"""Organizations that receive, and districts whose own accounts give."""
RICH = 10**12
"""What rivals' accounts start with, so that every one can give."""
RIVALS = Path(__file__).with_name("credit_rivals.sql")

ISSUER, HOLDER = 1, 1_000
"""Where the numbers of these accounts begin."""
ONE_ISSUER = f"\\set d {ISSUER}\n"
EVERY_ISSUER = f"\\set d random({ISSUER}, {ISSUER + DISTRICTS - 1})\n"
ANY_HOLDER = f"\\set c random({HOLDER}, {HOLDER + HOLDERS - 1})\n"

SECONDS = 5
"""How long one measurement takes, unless told."""

EXPLANATION = {
    "inputs": {
        "kind": "group",
        "beneficiaries": 30,
        "vulnerable": False,
        "score": 4,
        "household_turn": 1,
        "day_turn": 2,
        "team_members": 3,
    },
    "steps": {"base": 300, "kind": 10000, "rating": 10000, "household": 10000, "day": 10000},
    "amount": 300,
    "state": "posted",
    "before": 0,
    "after": 300,
}
"""What an ordinary earning says of itself."""
WORDS, TOLD = taken_apart(EXPLANATION)
TOLD_IN_SQL = "E'{}'".format(TOLD.replace("\n", "\\n"))
"""The values as pgbench can read them: on one line."""

_HOLDERS = f"""
INSERT INTO account (id, version, kind, unit, region_id, state, opened_at, tier, in_arrears)
SELECT lpad(to_hex(n), 32, '0')::uuid, 1, 'issue', 'credit', lpad(to_hex(n), 32, 'd')::uuid,
  'open', now(), 0, false FROM generate_series({ISSUER}, {ISSUER + DISTRICTS - 1}) n;
INSERT INTO account (id, version, kind, unit, organization_id, region_id, number, state, opened_at,
  tier, in_arrears)
SELECT lpad(to_hex(n), 32, '0')::uuid, 1, 'holder', 'credit', lpad(to_hex(n), 32, 'a')::uuid,
  lpad(to_hex({ISSUER} + n % {DISTRICTS}), 32, 'd')::uuid, 'N' || n, 'open', now(), 0, false
FROM generate_series({HOLDER}, {HOLDER + HOLDERS - 1}) n;
"""  # noqa: S608 - numbers of our own
_RIVALS = f"""
INSERT INTO rival.account SELECT id, {RICH} FROM account;
INSERT INTO rival.two_row_account (id, balance, allow_negative)
SELECT id, {RICH}, kind <> 'holder' FROM account;
ANALYZE;
"""  # noqa: S608


def account(variable: str) -> str:
    """The account whose number a pgbench variable holds."""
    return f"lpad(to_hex(:{variable}::int), 32, '0')::uuid"


ANY_KEY = f"\\set k random(1, {2**62})\n"
"""Keys are the callers', made from their facts: random, and no work of the database."""


def key(*parts: str) -> str:
    """A key that follows from the variable `:k` and other parts."""
    return f"md5(concat({', '.join((':k::text', *parts))}))::uuid"


def postings(sides: str) -> str:
    """A pgbench script that posts earnings from the district `:d` to the holder `:c`."""
    return (
        f"{ANY_KEY}{sides}SELECT (ledger_post({key()}, 'earn', {account('d')}, {account('c')},"
        f" 300, date '2026-03-02', 'needs.order', {account('c')}, NULL,"
        f" '{WORDS}', {TOLD_IN_SQL}, '{'0' * 8}-0000-4000-8000-{'0' * 12}', '{{}}')).status\n"
    )


@dataclass(frozen=True)
class Ledger:
    """The credit database on durable settings, its accounts and its rivals' tables."""

    ground: Ground
    seconds: int = SECONDS

    def url(self, role: str = "owner", database: str = "credit") -> str:
        """The driver's address of a database of this server, for the owner or the application."""
        known = self.ground.services.credentials.password("credit", role)
        url = address(self.ground.postgres.url, "credit", role, known)
        return f"{url.removesuffix('/credit')}/{database}".replace("+asyncpg", "")

    def pgbench(
        self, script: str, *, clients: int, role: str = "owner", at: str = "credit"
    ) -> float:
        """Transactions a second, all of them answered; pgbench needs little CPU itself."""
        file = self.ground.services.stack.data / "script.sql"
        file.write_text(script)
        login = urlsplit(self.url(role, at))
        command = [str(binaries() / "pgbench"), "-n", "-M", "prepared", "-c", str(clients)]
        command += ["-T", str(self.seconds), "-f", str(file), "-h", "127.0.0.1"]
        done = subprocess.run(  # noqa: S603 - our own program
            [*command, "-p", str(login.port), "-U", str(login.username), at],
            env={"PGPASSWORD": str(login.password)},
            capture_output=True,
            text=True,
            check=False,
        )
        found = re.search(r"tps = ([0-9.]+)", done.stdout)
        if done.returncode or found is None or "failed transactions: 0 " not in done.stdout:
            raise RuntimeError(done.stdout + done.stderr)
        return float(found[1])

    def copy(self, name: str, change: str) -> None:
        """A database like this one but for a change."""

        async def made() -> None:
            root = await asyncpg.connect(self.ground.postgres.url)
            await root.execute(f"CREATE DATABASE {name} TEMPLATE credit OWNER credit_owner")
            await root.close()
            owner = await asyncpg.connect(self.url("owner", name))
            await owner.execute(change)
            await owner.close()

        asyncio.run(made())

    def run(self, work: Callable[[asyncpg.Connection], Awaitable[None]], role: str) -> None:
        """Do something on one connection."""

        async def connected() -> None:
            connection = await asyncpg.connect(self.url(role))
            await work(connection)
            await connection.close()

        asyncio.run(connected())


@contextmanager
def ledger(*others: str, seconds: int = SECONDS) -> Generator[Ledger, None, None]:
    """A ledger with its accounts, its rivals, and the databases of others; gone afterwards."""
    with ground("credit", *others) as given:
        made = Ledger(given, seconds)

        async def prepare(owner: asyncpg.Connection) -> None:
            await owner.execute(_HOLDERS)
            await owner.execute(RIVALS.read_text("utf-8"))
            await owner.execute(_RIVALS)

        made.run(prepare, "owner")
        yield made


def in_turn(*measures: Callable[[], float]) -> list[list[float]]:
    """Each measure's figures over the runs, taken in turn so that the load of others is shared."""
    rounds = [[measure() for measure in measures] for _ in range(RUNS)]
    return [list(column) for column in zip(*rounds, strict=True)]


def verdict(
    name: str,
    figures: Sequence[float],
    *,
    target: float,
    unit: str = "",
    at_most: bool = False,
    said: str = "",
) -> None:
    """Say the median figure of the runs against its target."""
    figure = median(figures)
    met = figure <= target if at_most else figure >= target
    word, bound = "met" if met else "MISSED", "≤" if at_most else "≥"
    print(f"{name}: {figure:.3g}{unit} (target {bound} {target:g}{unit}): {word}")
    print(f"  runs {[float(f'{one:.3g}') for one in figures]}; {said}{said and '; '}{load()}")


def ratios(mine: Sequence[float], best: Sequence[float]) -> list[float]:
    """Ours to the ceiling, run by run."""
    return [one / other for one, other in zip(mine, best, strict=True)]


def rates(mine: Sequence[float], best: Sequence[float]) -> str:
    """Both medians, for the record."""
    return f"{median(mine):,.0f} to {median(best):,.0f} a second"
