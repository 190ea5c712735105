"""What really happened in a run; without enough of it the run proves nothing and is void."""

import asyncio
import contextlib
import re
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field

from deploy.local import health
from deploy.local.stack import SERVICES
from tests.chaos.ground import Ground
from tests.chaos.journal import Journal
from tests.chaos.nemesis import Nemesis

SAMPLE_SECONDS = 1.0
_DUPLICATES = re.compile(r'inbox_processed_total\{[^}]*result="duplicate"\} (\S+)')
_REPAIRED = re.compile(r"^outbox_stream_repair_total (\S+)", re.MULTILINE)

AT_LEAST = {
    "operations acknowledged": 500,
    "redeliveries absorbed": 50,
    "answers from the first answer": 5,
    "relays killed and led again": 1,
    "stale edits refused (412)": 10,
    "calls over a limit (429)": 10,
    "unclear answers": 5,
    "COMMITs cut before": 3,
    "COMMITs cut after": 3,
    "published again after a wipe": 100,
    "lists read while others wrote": 10,
}
"""RELIABILITY §6.2 for a run of six minutes. The broker's own `duplicate=true` is not counted: only
NATS knows it; answers from the first answer stand for it at the other end."""


@dataclass
class Evidence:
    """Counts what the workers say of themselves, over all their lives."""

    ground: Ground
    seen: Counter[str] = field(default_factory=Counter)

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncGenerator[None, None]:
        """Count while the block runs; what was counted before is not of it."""
        task = asyncio.create_task(self._watch(await self._counted()))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _watch(self, before: dict[tuple[str, str], float]) -> None:
        while True:
            await asyncio.sleep(SAMPLE_SECONDS)
            for key, now in (await self._counted()).items():
                known = before.get(key, 0.0)
                # a process that was started again counts from zero
                self.seen[key[1]] += int(now - known if now >= known else now)
                before[key] = now

    async def _counted(self) -> dict[tuple[str, str], float]:
        found = {}
        for service in SERVICES:
            port = self.ground.stack.health_port(service)
            page = await asyncio.to_thread(health.ask, port, "/metrics")
            for name, pattern in (("duplicate", _DUPLICATES), ("repaired", _REPAIRED)):
                if page is not None:
                    found[service, name] = sum(float(one) for one in pattern.findall(page))
        return found

    async def found(self, journal: Journal, nemesis: Nemesis) -> dict[str, int]:
        """What happened, under the names of AT_LEAST."""
        done = [one for one in journal.operations if one.idem_key]
        cuts: Counter[str] = Counter()
        for proxy in self.ground.proxies.values():
            cuts += proxy.done
        return {
            "operations acknowledged": sum(one.outcome == "ok" for one in done),
            "redeliveries absorbed": self.seen["duplicate"],
            "answers from the first answer": sum(one.replayed for one in done),
            "relays killed and led again": nemesis.done["relays killed"],
            "stale edits refused (412)": sum(one.status == 412 for one in journal.of("edit")),
            "calls over a limit (429)": sum(one.status == 429 for one in journal.of("guess"))
            + sum(one.told.get("limited", 0) for one in done),
            "unclear answers": sum(one.unclear for one in done),
            "COMMITs cut before": cuts["before"],
            "COMMITs cut after": cuts["after"],
            "published again after a wipe": await self._republished(nemesis),
            "lists read while others wrote": sum(1 for _ in journal.of("list")),
        }

    async def _republished(self, nemesis: Nemesis) -> int:
        query = "SELECT count(*) AS n FROM outbox WHERE created_at < $1 AND published_at >= $1"
        total = 0
        for service in SERVICES:
            for moment in nemesis.wiped:
                total += (await self.ground.rows(service, query, moment))[0]["n"]
        return total


def void(found: Mapping[str, int]) -> list[str]:
    """What happened too seldom for the run to prove anything."""
    return [
        f"{name}: {found[name]}, at least {least}"
        for name, least in AT_LEAST.items()
        if found[name] < least
    ]
