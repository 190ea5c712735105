"""How long events took from the service that told them to the one that acted on them."""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from benchmarks.load_client import quantile
from benchmarks.load_town import kit_of
from deploy.local.services import Services
from shared import ids
from shared.contracts.credit import StandingState

SETTLE_SECONDS = 5.0
"""What was told last is let take effect."""
AT_ONCE = 500
LOOK_SECONDS = 0.5
PUBLISHED = "SELECT count(*) FROM standing_replica WHERE id = ANY($1::uuid[])"


@dataclass(frozen=True)
class Took:
    """Milliseconds from an event's writing to its handling."""

    number: int
    p50: float
    p99: float


async def effects_since(services: Services, since: datetime) -> Took:
    """How long credit took to act on what needs told since a moment.

    An event's time is that of its row in the outbox, just before its commit; its effect's that of
    the row in the inbox, just before the commit of the effect. Both clocks are the machine's.
    """
    await asyncio.sleep(SETTLE_SECONDS)
    told = await _rows(
        services, "needs", "SELECT id, created_at FROM outbox WHERE created_at > $1", since
    )
    done = dict(
        await _rows(
            services,
            "credit",
            "SELECT event_id, handled_at FROM inbox WHERE handled_at > $1",
            since,
        )
    )
    took = [(done[id] - at).total_seconds() * 1000 for id, at in told if id in done]
    return Took(len(took), quantile(took, 50), quantile(took, 99))


async def drain_rate(services: Services, number: int) -> float:
    """Write that many events at once, as after an outage; a second, how many took effect.

    They tell needs of the standing of organizations. The seconds count from the first of them.
    """
    began = time.monotonic()
    told: list[UUID] = []
    async with kit_of(services, "credit") as credit:
        for _ in range(0, number, AT_ONCE):
            events = [_event() for _ in range(AT_ONCE)]
            async with credit.begin() as uow:
                uow.emit(*events)
            told += [event.organization_id for event in events]
    while (await _rows(services, "needs", PUBLISHED, told))[0][0] < len(told):  # noqa: ASYNC110
        await asyncio.sleep(LOOK_SECONDS)
    return len(told) / (time.monotonic() - began)


def _event() -> StandingState:
    return StandingState(organization_id=ids.new(), version=1, tier=0, frozen=False, arrears=False)


async def _rows(services: Services, service: str, query: str, *given: Any) -> list[Any]:
    url = services.database_url(service, "app").replace("+asyncpg", "")
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(query, *given))
    finally:
        await connection.close()
