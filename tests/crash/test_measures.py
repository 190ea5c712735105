"""What a real worker tells Prometheus of its database, of the broker and of itself."""

from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from shared import clock, ids
from shared.deadlines import TimerRow
from tests.crash.crashing_worker import COUNTING
from tests.crash.test_crash_points import an_organization
from tests.sides import Side, eventually

LAG = "consumer_lag_messages REGISTRY_STATE"


async def measured(side: Side) -> dict[str, float]:
    """Every sample of the side's worker; of labels only `stream` and `kind` are kept."""
    async with httpx.AsyncClient() as client:
        try:
            answer = await client.get(f"http://127.0.0.1:{side.port}/metrics")
        except httpx.TransportError:
            return {}
    return {
        " ".join((sample.name, *filter(None, map(sample.labels.get, ("stream", "kind"))))): (
            sample.value
        )
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_a_worker_tells_what_waits_and_what_is_late(teller: Side, hearer: Side) -> None:
    async def heard() -> bool:
        return await hearer.effects() == 1

    async def told() -> bool:
        found = await measured(hearer)
        return LAG in found and "dead_letter_open timer" in found

    late = clock.now() - timedelta(hours=1)
    async with hearer.database.begin() as uow:
        for kind in ("nobody's", "parked"):
            await uow.schedule(kind, ids.new(), late)
    async with hearer.database.begin() as uow:
        parked = update(TimerRow).where(TimerRow.kind == "parked").values(parked_at=late)
        await uow.session.execute(parked)
    await teller.tell(an_organization())
    async with teller.relaying(), hearer.hearing(COUNTING):
        await eventually(heard)
    with hearer.worker():
        await eventually(told)
        found = await measured(hearer)

    assert found[LAG] == 0
    assert found["consumer_ack_pending_ratio REGISTRY_STATE"] == 0
    assert found["dead_letter_open timer"] == 1
    assert found["dead_letter_open event"] == 0
    assert found["timer_oldest_due_age_seconds"] == pytest.approx(3600, abs=120)
    assert found["clock_offset_seconds"] == 0
    assert found["db_pool_size"] == 8
