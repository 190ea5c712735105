"""Filing needs over HTTP, against FastAPI and the driver storing the same rows.

`python -m benchmarks.intake`.
"""

import asyncio
import json
import sys
import time
from typing import Any

import asyncpg
import httpx
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - seeds the databases

from benchmarks.ground import RUNS, Ground, free_port, ground, report, told
from deploy.local import health
from deploy.local.credentials import Credentials
from deploy.local.program import Program
from deploy.local.stack import ROOT
from services.needs import app as needs_app
from services.needs import worker as needs_worker
from services.needs.settings import Settings
from shared import clock, ids
from shared.access import Role
from shared.crypto import Vault
from shared.testing.kit import Programs, ServiceKit
from shared.testing.signing import sign

REQUESTS = 400
WARM_UP = 40
IN_FLIGHT = 4
BUSY, BUSY_SECONDS = 503, 0.1
"""A machine that others use sheds load now and then; the time is lost, the filing is not."""
FILING = {
    "category_code": "unsorted",
    "channel": "import_12345",
    "title": "小区电梯停运三天无人维修",
    "description": "我们小区三号楼的电梯停运已经三天了，老人上下楼十分不便，请尽快派人维修。" * 5,
    "on_behalf": {},
}
UNIQUE = {"need": "need_no", "outbox": "id", "idempotency": "key"}
TABLES = ("need", "sla_clock", "timer", "outbox", "audit", "idempotency")
"""What one filing writes; and what must be new in it."""


async def town(given: Ground) -> tuple[dict[str, Any], dict[str, str]]:
    """A filing in a community, and the headers of a receiver there."""
    engine = create_async_engine(given.url("needs"))
    keys = Credentials.keys_file(given.services.stack, "needs")
    settings = Settings(database_url=given.url("needs"), keys_file=keys)
    programs = Programs(
        "needs", needs_app.build(settings), needs_worker.HANDLERS, needs_worker.TIMERS
    )
    kit = ServiceKit(programs, engine, Vault.load(keys))
    await kit.start()
    _, _, community = await kit.regions()
    receiver = kit.actor(Role.RECEIVER, region=community)
    await engine.dispose()
    token = sign(receiver, clock.now())
    return FILING | {"region_id": str(community.id)}, {"Authorization": f"Bearer {token}"}


async def rate(url: str, filing: dict[str, Any], headers: dict[str, str], number: int) -> float:
    """Requests a second, a few in flight."""
    limits = httpx.Limits(max_connections=IN_FLIGHT)
    async with httpx.AsyncClient(limits=limits, trust_env=False, timeout=30) as http:
        left = iter(range(number))

        async def send() -> None:
            for _ in left:
                own = headers | {"Idempotency-Key": str(ids.new())}
                answer = await http.post(url, json=filing, headers=own)
                if answer.status_code == BUSY:
                    await asyncio.sleep(BUSY_SECONDS)
                    answer = await http.post(url, json=filing, headers=own)
                answer.raise_for_status()

        began = time.monotonic()
        await asyncio.gather(*(send() for _ in range(IN_FLIGHT)))
        return number / (time.monotonic() - began)


async def sample(given: Ground) -> dict[str, Any]:
    """The rows that the last filing wrote, as statements the bare server repeats."""
    connection = await asyncpg.connect(given.url("needs").replace("+asyncpg", ""))
    need_id = await connection.fetchval("SELECT id FROM need ORDER BY id DESC LIMIT 1")
    clock_id = await connection.fetchval("SELECT id FROM sla_clock WHERE need_id = $1", need_id)
    rows, fresh = [], {str(need_id): None, str(clock_id): None}
    for table in TABLES:
        about = "convert_from(t.body, 'utf8')" if table == "idempotency" else "to_jsonb(t)::text"
        found = await connection.fetch(
            f"SELECT to_jsonb(t)::text AS row FROM {table} t"  # noqa: S608 - names are ours
            f" WHERE strpos({about}, $1) > 0 OR strpos({about}, $2) > 0",
            str(need_id),
            str(clock_id),
        )
        for row in found:
            value = json.loads(row["row"])
            names = ", ".join(f'"{name}"' for name in value if name != "position")
            copy = (
                f"INSERT INTO {table} ({names}) SELECT {names}"  # noqa: S608
                f" FROM jsonb_populate_record(NULL::{table}, $1::text::jsonb)"
            )
            rows.append((copy, row["row"]))
            if table in UNIQUE:
                fresh[str(value[UNIQUE[table]])] = None
    await connection.close()
    return {"need_id": str(need_id), "rows": rows, "ids": list(fresh)}


async def measure(given: Ground, bare_url: str) -> None:
    """Both in turn, warmed up, and the ratio of their medians."""
    filing, headers = await town(given)
    url = f"{given.services.stack.api('needs')}/needs"
    await rate(url, filing, headers, WARM_UP)
    async with httpx.AsyncClient(trust_env=False) as http:
        (await http.put(f"{bare_url}/sample", json=await sample(given))).raise_for_status()
    await rate(f"{bare_url}/needs", filing, {}, WARM_UP)
    ours, ceiling = [], []
    for _ in range(RUNS):
        ours.append(await rate(url, filing, headers, REQUESTS))
        ceiling.append(await rate(f"{bare_url}/needs", filing, {}, REQUESTS))
    report("intake POST", "a second", ours, ceiling)


def main() -> None:
    """Start everything, measure, end everything."""
    told(__doc__)
    with ground("needs") as given:
        port = free_port()
        bare = Program(
            name="bare",
            command=[
                *(sys.executable, "-m", "benchmarks.bare_intake"),
                *(given.url("needs").replace("+asyncpg", ""), str(port)),
            ],
            log=given.services.stack.logs / "bare.log",
            cwd=ROOT,
            is_ready=lambda _: health.is_ready(port),
        )
        with given.running(given.services.api("needs"), bare):
            asyncio.run(measure(given, f"http://127.0.0.1:{port}"))


if __name__ == "__main__":
    main()
