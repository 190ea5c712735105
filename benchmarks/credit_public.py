"""What the public and auditors ask of a large ledger: sums over it, all of it, a busy account.

`python -m benchmarks.credit_public [TRANSFERS]`; 500,000 transfers unless told, of a tenth of a
province's organizations. The sums are asked before anything is rolled up, and afterwards; while a
journal is downloaded, somebody else asks for the policy in force.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from uuid import UUID

import asyncpg
import httpx
import psutil

from benchmarks.credit_backlog import scalar, until
from benchmarks.credit_ground import Ledger
from benchmarks.credit_reading import trust
from benchmarks.fill import Size, fill_database
from benchmarks.ground import RUNS, ground, load, told
from deploy.local.credentials import Credentials
from services.credit.statement.routes import LINES_MAX
from shared import clock, ids
from shared.access import Actor, Grant, Role
from shared.crypto import Vault
from shared.regions import step
from shared.testing.signing import sign

SUMS = ("public/totals", "public/leaderboard", "public/openness")
EXPORTS = ("exports/journal", "exports/hledger")
OK = 200
PAUSE_SECONDS = 0.1

_CITIES = "SELECT array_agg(id) FROM region_replica WHERE parent_id IS NULL"
_BUSIEST = (
    f"SELECT account_id FROM balance WHERE version <= {LINES_MAX} ORDER BY version DESC LIMIT 1"  # noqa: S608
)
_REGISTERED = (
    "UPDATE organization_replica SET tier = 'registered' WHERE abs(hashtext(id::text)) % 5 < 2"
)
"""Two in five are more than filed, and so on the leaderboard."""
_ROLLED = "SELECT (SELECT xid_upto FROM rolled_up) > (SELECT max(xid) FROM transfer)"


def auditor(cities: Sequence[UUID]) -> dict[str, str]:
    """The headers of an auditor of all of it."""
    grants = tuple(Grant(Role.AUDITOR, step(city), None) for city in cities)
    return {"Authorization": f"Bearer {sign(Actor(id=ids.new(), grants=grants), clock.now())}"}


async def sums(http: httpx.AsyncClient, when: str) -> None:
    """Ask for each sum a few times."""
    for path in SUMS:
        took, status = [], OK
        for _ in range(RUNS):
            began = time.monotonic()
            status = (await http.get(path)).status_code
            took.append(time.monotonic() - began)
        print(f"{path}, {when}: {median(took) * 1000:.0f} ms, status {status}; {load()}")


async def asked_meanwhile(http: httpx.AsyncClient, ended: Callable[[], bool]) -> list[float]:
    """How long others wait for a small answer until something has ended, in milliseconds."""
    took = []
    while not ended():
        began = time.monotonic()
        (await http.get("earning-policies")).raise_for_status()
        took.append((time.monotonic() - began) * 1000)
        await asyncio.sleep(PAUSE_SECONDS)
    return took


async def download(http: httpx.AsyncClient, path: str, headers: dict[str, str]) -> tuple[int, int]:
    """Bytes and lines of an export."""
    size = lines = 0
    async with http.stream("GET", path, headers=headers) as answer:
        answer.raise_for_status()
        async for part in answer.aiter_bytes():
            size += len(part)
            lines += part.count(b"\n")
    return size, lines


async def exports(http: httpx.AsyncClient, api: psutil.Process, headers: dict[str, str]) -> None:
    """Download all of it, and see what that does to others and to the service."""
    for path in EXPORTS:
        began = time.monotonic()
        whole = asyncio.create_task(download(http, path, headers))
        took = sorted(await asked_meanwhile(http, whole.done))
        size, lines = await whole
        print(
            f"{path}: {lines:,} lines, {size / 1e6:.0f} MB in {time.monotonic() - began:.1f} s;"
            f" others wait {median(took):.0f} ms, at most {took[-1]:.0f};"
            f" API {api.memory_info().rss / 1e6:.0f} MB; {load()}"
        )


async def documents(http: httpx.AsyncClient, owner: str, headers: dict[str, str]) -> None:
    """The statement of the account with the most lines that still go on paper."""
    account = await scalar(owner, _BUSIEST)
    lines = await scalar(owner, f"SELECT version FROM balance WHERE account_id = '{account}'")  # noqa: S608
    for kind in ("csv", "pdf"):
        took, size = [], 0
        for _ in range(RUNS):
            began = time.monotonic()
            answer = await http.get(f"accounts/{account}/statement.{kind}", headers=headers)
            answer.raise_for_status()
            took.append((time.monotonic() - began) * 1000)
            size = len(answer.content)
        print(f"statement.{kind}: {lines:,} lines, {size / 1e3:.0f} kB in {median(took):.0f} ms")


async def ask(made: Ledger) -> None:
    """The sums before and after they are rolled up, then the exports and documents."""
    services = made.ground.services
    await trust(made)
    api, worker = services.api("credit"), services.worker("credit")
    url, owner = services.stack.api("credit"), made.url("owner")
    with made.ground.running(api):
        async with httpx.AsyncClient(base_url=f"{url}/", trust_env=False, timeout=60) as http:
            await sums(http, "nothing rolled up")
            began = time.monotonic()
            with made.ground.running(worker):
                await until(owner, _ROLLED)
                print(f"all rolled up after {time.monotonic() - began:.1f} s")
            await sums(http, "all rolled up")
            headers = auditor(await scalar(owner, _CITIES))
            await documents(http, owner, headers)
            await exports(http, psutil.Process(api.pid), headers)


def main() -> None:
    """Make the ledger, and ask."""
    (transfers,) = told(__doc__, transfers=500_000)
    size = replace(Size.of(0.1), needs=transfers // 5, transfers=transfers)
    with ground("credit") as given:
        vault = Vault.load(Credentials.keys_file(given.services.stack, "credit"))
        url = given.services.database_url("credit", "owner")
        asyncio.run(fill_database("credit", url, vault, size))
        made = Ledger(given)

        async def register(owner: asyncpg.Connection) -> None:
            await owner.execute(_REGISTERED)

        made.run(register, "owner")
        asyncio.run(ask(made))


if __name__ == "__main__":
    main()
