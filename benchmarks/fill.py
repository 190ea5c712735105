"""A province: communities, organizations, workers, teams, needs and a ledger, in minutes.

`python -m benchmarks.fill --scale 0.01` fills the stack of SANSHE_DATA, once (`sanshe up`). The
rows are made where they are stored, by the statements in province/; only persons, whose names are
sealed, are made here and copied in.
"""

import argparse
import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from string import Template
from uuid import UUID

import asyncpg

from deploy.local.services import Services
from deploy.local.stack import SERVICES, Stack, data_directory
from services.registry.person.model import blind
from services.registry.person.states import PersonalField
from shared import clock
from shared.crypto import Vault

STATEMENTS = Path(__file__).with_name("province")
PERSONS = "persons"
SCRIPTS = {
    "registry": (
        *("common", "registry_organizations", PERSONS, "registry_teams"),
        *("registry_volunteers", "registry_oversight"),
    ),
    "needs": ("common", "needs", "needs_deliberation"),
    "procurement": ("common", "organizations", "procurement", "procurement_competition"),
    "credit": ("common", "organizations", "credit"),
}
PERSONS_AT_ONCE = 100_000
TRANSFERS_AT_ONCE = 4_000
"""In one transaction: a checkpoint seals whole transactions, at most so many transfers each."""
WRITTEN = re.compile(r"^(?:INSERT INTO|UPDATE) (\w+)", re.MULTILINE)
CITIES = 13


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many of everything."""

    cities: int
    districts: int
    streets: int
    communities: int
    organizations: int
    workers: int
    volunteers: int
    hours: int
    checks: int
    cases: int
    teams: int
    needs: int
    matters: int
    contracts: int
    competitions: int
    transfers: int

    @classmethod
    def of(cls, scale: float) -> "Size":
        """1 is a province like Jiangsu, two years after it began; of its volunteers a tenth."""
        whole = {
            "districts": 95,
            "streets": 1_250,
            "communities": 21_958,
            "organizations": 250_000,
            "workers": 127_000,
            "volunteers": 1_600_000,
            "hours": 4_000_000,
            "checks": 200_000,
            "cases": 50_000,
            "teams": 400_000,
            "needs": 1_000_000,
            "matters": 50_000,
            "contracts": 50_000,
            "competitions": 50_000,
            "transfers": 5_000_000,
        }
        counts = {name: max(round(count * scale), CITIES) for name, count in whole.items()}
        return cls(cities=CITIES, **counts)


async def fill(
    owner: asyncpg.Connection, service: str, size: Size, *, vault: Vault, now: datetime
) -> AsyncIterator[tuple[str, int, float]]:
    """Fill one service's database; answers table, rows and seconds as each table is done.

    `owner` may be inside a transaction: then all of it is.
    """
    sizes: dict[str, object] = {**asdict(size), "now": now.isoformat()}
    try:
        for script in SCRIPTS[service]:
            if script == PERSONS:
                began = time.monotonic()
                people = size.workers + size.volunteers
                for first in range(1, people + 1, PERSONS_AT_ONCE):
                    last = min(first + PERSONS_AT_ONCE - 1, people)
                    await _copy_persons(owner, first, last, vault)
                yield "person", people, time.monotonic() - began
                continue
            for statement in _statements(script):
                began, rows = time.monotonic(), 0
                for sql in _filled_in(statement, sizes, size.transfers):
                    done = await owner.execute(sql)
                    rows += int(done.rpartition(" ")[2]) if WRITTEN.search(sql) else 0
                if table := WRITTEN.search(statement):
                    yield table[1], rows, time.monotonic() - began
    finally:
        await owner.execute("DROP SCHEMA IF EXISTS fill CASCADE")


def _statements(script: str) -> list[str]:
    text = (STATEMENTS / f"{script}.sql").read_text("utf-8")
    return [one for one in text.split(";\n") if one.strip()]


def _filled_in(statement: str, sizes: Mapping[str, object], transfers: int) -> Iterator[str]:
    """The statement with its sizes; several times, where it takes the transfers part by part."""
    template = Template(statement)
    if "$first" not in statement:
        yield template.substitute(sizes)
        return
    for first in range(1, transfers + 1, TRANSFERS_AT_ONCE):
        last = min(first + TRANSFERS_AT_ONCE - 1, transfers)
        yield template.substitute(sizes, first=first, last=last)


async def _copy_persons(owner: asyncpg.Connection, first: int, last: int, vault: Vault) -> None:
    numbered = await owner.fetch(
        "SELECT n, fill.made('person', n) AS id, fill.made('community', fill.home_of(n)) AS home"
        " FROM generate_series($1::bigint, $2::bigint) n",
        first,
        last,
    )

    def rows() -> Iterator[tuple[UUID, int, UUID, bytes, bytes]]:
        for n, id, home in numbered:
            name = f"王社工{n}"
            sealed = vault.seal("person.name", id, name)
            yield id, 1, home, sealed, blind(vault, PersonalField.NAME, name)

    columns = ("id", "version", "region_id", "name_sealed", "name_blind")
    await owner.copy_records_to_table("person", records=rows(), columns=columns)


async def fill_database(service: str, url: str, vault: Vault, size: Size) -> None:
    """Fill a service's database as its owner, in transactions of their own; tell how fast."""
    owner = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await owner.execute("SET work_mem = '512MB'; SET synchronous_commit = off")
        async for table, rows, took in fill(owner, service, size, vault=vault, now=clock.now()):
            rate = rows / max(took, 0.001)
            print(f"{service:12} {table:20} {rows:>10,} rows {took:7.1f} s {rate:>10,.0f} rows/s")
        await owner.execute("VACUUM (ANALYZE)")
    finally:
        await owner.close()


async def fill_stack(services: Services, scale: float) -> None:
    """Fill the four databases of a stack, two at a time: PostgreSQL has two cores' work then."""
    lanes = asyncio.Semaphore(2)
    began = time.monotonic()

    async def one(service: str) -> None:
        vault = Vault.load(services.credentials.keys_file(services.stack, service))
        async with lanes:
            url = services.database_url(service, "owner")
            await fill_database(service, url, vault, Size.of(scale))

    await asyncio.gather(*map(one, sorted(SERVICES)))
    print(f"all in {time.monotonic() - began:.0f} s")


def main() -> None:
    """Fill the stack that was last started in SANSHE_DATA."""
    parser = argparse.ArgumentParser("python -m benchmarks.fill", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1: a whole province")
    scale = parser.parse_args().scale
    asyncio.run(fill_stack(Services.running(Stack.load(data_directory())), scale))


if __name__ == "__main__":
    main()
