"""A worker works on without a broker, and tells everything once there is one."""

import httpx

from deploy.local.nats import NatsServer
from shared import clock, ids
from shared.deadlines import TimerRow
from shared.outbox import OutboxRow
from shared.regions import RegionReplica
from shared.worker import OWN_HANDLERS
from tests.sides import Side, a_region, eventually


async def test_a_worker_started_without_a_broker_is_ready_runs_timers_and_tells_later(
    teller: Side, hearer: Side, broker: NatsServer
) -> None:
    async def ready() -> bool:
        async with httpx.AsyncClient() as client:
            try:
                answer = await client.get(f"http://127.0.0.1:{teller.port}/readyz")
            except httpx.TransportError:
                return False
            return answer.status_code == 200

    async def timers_ran() -> bool:
        return await teller.count(TimerRow) == 0

    async def all_told() -> bool:
        return await teller.count(OutboxRow, OutboxRow.published_at.is_(None)) == 0

    async def all_heard() -> bool:
        return await hearer.count(RegionReplica) == 20

    broker.stop()
    await teller.tell(*(a_region() for _ in range(10)))
    async with teller.database.begin() as uow:
        await uow.schedule("crash", ids.new(), clock.now())

    with teller.worker():
        await eventually(timers_ran)
        await eventually(ready)
        assert not await all_told()
        broker.start()
        await teller.tell(*(a_region() for _ in range(10)))
        await eventually(all_told)
    async with hearer.hearing(OWN_HANDLERS):
        await eventually(all_heard)

    assert await teller.effects() == 1
