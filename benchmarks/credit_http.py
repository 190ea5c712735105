"""Posting as its callers see it: single approvals and approved batches, over HTTP.

`python -m benchmarks.credit_http [SECONDS]` (SECONDS is that of the SQL batch it is held against).
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from itertools import cycle
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from benchmarks.credit_ground import ANY_KEY, SECONDS, ledger, rates, ratios, verdict
from benchmarks.credit_posting import BATCH, BATCH_ROWS, one_line
from benchmarks.credit_reading import trust
from benchmarks.ground import RUNS, free_port, told
from deploy.local import health
from deploy.local.program import Program
from deploy.local.stack import ROOT
from shared import clock, ids
from shared.access import Actor, Grant, Role
from shared.regions import step
from shared.testing.signing import sign

ORGANIZATIONS = 20
POSTINGS = 150
IN_FLIGHT = 4
OFFICERS = 5
"""Who take turns in proposing, and as many others in approving."""
REGION = UUID("eeeeeeee-0000-4000-8000-000000000000")

SEED = f"""
INSERT INTO region_replica (id, version, path, level, kind, name, status)
VALUES ('{REGION}', 1, '{step(REGION)}', 'district', 'county_district', '基准区', 'active');
INSERT INTO account (id, version, kind, unit, organization_id, region_id, number, state, opened_at,
  tier, in_arrears)
SELECT lpad(to_hex(n), 32, 'e')::uuid, 1, 'holder', 'credit', lpad(to_hex(n), 32, 'e')::uuid,
  '{REGION}', 'B' || n, 'open', now() - interval '2 days', 0, false
FROM generate_series(1, {ORGANIZATIONS}) n;
"""  # noqa: S608 - numbers of our own


async def seed(owner: asyncpg.Connection) -> None:
    """A district with its organizations."""
    await owner.execute(SEED)


def organization(number: int) -> UUID:
    """One of the organizations; its account has the same id."""
    return UUID(f"{1 + number % ORGANIZATIONS:x}".rjust(32, "e"))


class Office:
    """Officers over the region, who take turns; each keeps his token."""

    def __init__(self) -> None:
        grants = (Grant(Role.CITY_ADMIN, step(REGION), None),)
        signed = [sign(Actor(id=ids.new(), grants=grants), clock.now()) for _ in range(OFFICERS)]
        self._tokens = cycle(signed)

    def headers(self) -> dict[str, str]:
        """Those of the next one's next request."""
        return {"Authorization": f"Bearer {next(self._tokens)}", "Idempotency-Key": str(ids.new())}


PROPOSING, APPROVING = Office(), Office()


def grant(lines: Sequence[dict[str, Any]], path: str) -> tuple[str, dict[str, Any]]:
    """What is asked for: one line, or a batch."""
    about = {"kind": "grant", "reason": "补发", "evidence": ["会议纪要"]}
    if path == "/transfers":
        return path, about | lines[0]
    return path, about | {"whole": True, "lines": list(lines)}


def line(number: int) -> dict[str, Any]:
    """Ten credits for one of the organizations."""
    day = clock.now().astimezone(clock.LOCAL).date()
    return {"credit": str(organization(number)), "amount": 10, "effective_on": str(day)}


async def propose(http: httpx.AsyncClient, wanted: tuple[str, dict[str, Any]]) -> str:
    """Let one officer propose it."""
    answer = await http.post(wanted[0], json=wanted[1], headers=PROPOSING.headers())
    answer.raise_for_status()
    return str(answer.json()["id"])


async def approve(http: httpx.AsyncClient, grants: Sequence[str]) -> tuple[float, list[float]]:
    """Let others approve, a few at once; approvals a second, and milliseconds of each."""
    left, took = iter([(grant_id, APPROVING.headers()) for grant_id in grants]), []

    async def send() -> None:
        for grant_id, headers in left:
            began = time.monotonic()
            answer = await http.post(f"/grants/{grant_id}/approval", json={}, headers=headers)
            answer.raise_for_status()
            took.append((time.monotonic() - began) * 1000)

    began = time.monotonic()
    await asyncio.gather(*(send() for _ in range(IN_FLIGHT)))
    return len(took) / (time.monotonic() - began), took


async def approvals(ours: str, bare: str) -> None:
    """Approvals that post, against the same requests answered without a database."""
    mine, best, spread = [], [], []
    limits = httpx.Limits(max_connections=IN_FLIGHT)
    given: dict[str, Any] = {"trust_env": False, "timeout": 60, "limits": limits}
    async with (
        httpx.AsyncClient(base_url=ours, **given) as http,
        httpx.AsyncClient(base_url=bare, **given) as free,
    ):
        await approve(http, [await propose(http, grant([line(0)], "/transfers"))])
        for _ in range(RUNS):
            grants = [
                await propose(http, grant([line(number)], "/transfers"))
                for number in range(POSTINGS)
            ]
            rate, took = await approve(http, grants)
            mine.append(rate)
            cuts = statistics.quantiles(took, n=100)
            spread.append(cuts[98] / cuts[49])
            best.append((await approve(free, grants))[0])
    said = rates(mine, best)
    verdict("HTTP posting / pydantic without I/O", ratios(mine, best), target=0.35, said=said)
    verdict("HTTP posting p99 / p50", spread, target=3, at_most=True)


async def batch_api(ours: str) -> list[float]:
    """Postings a second of approved batches of a thousand."""
    found = []
    async with httpx.AsyncClient(base_url=ours, trust_env=False, timeout=120) as http:
        for _ in range(RUNS):
            lines = [line(number) for number in range(BATCH_ROWS)]
            proposed = await propose(http, grant(lines, "/transfers/batch"))
            rate, _ = await approve(http, [proposed])
            found.append(rate * BATCH_ROWS)
    return found


def main() -> None:
    """Measure single postings, then batches."""
    (seconds,) = told(__doc__, seconds=SECONDS)
    with ledger(seconds=seconds) as made:
        made.run(seed, "owner")
        asyncio.run(trust(made))
        port, stack = free_port(), made.ground.services.stack
        bare = Program(
            name="bare",
            command=[sys.executable, "-m", "benchmarks.credit_bare", str(port)],
            log=stack.logs / "bare.log",
            cwd=ROOT,
            is_ready=lambda _: health.is_ready(port),
        )
        with made.ground.running(made.ground.services.api("credit"), bare):
            asyncio.run(approvals(stack.api("credit"), f"http://127.0.0.1:{port}"))
            api = asyncio.run(batch_api(stack.api("credit")))
        script = ANY_KEY + "\\set bad 0\n" + one_line(BATCH)
        sql = [BATCH_ROWS * made.pgbench(script, clients=1, role="app") for _ in range(RUNS)]
        said = rates(api, sql)
        verdict("batch API / SQL batch", ratios(api, sql), target=0.85, said=said)


if __name__ == "__main__":
    main()
