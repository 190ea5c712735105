"""A worker killed with SIGKILL at any step: after the restart exactly one effect, nothing lost."""

from collections.abc import Awaitable
from typing import Any

import pytest

from services.procurement.organization_replica.model import OrganizationReplica
from shared import bus, clock, ids
from shared.contracts.registry import OrganizationState
from shared.deadlines import TimerRow
from shared.handlers import Handlers
from shared.inbox import FailureRow, InboxRow, ParkedRow
from shared.outbox import OutboxRow
from shared.regions import RegionReplica
from tests.crash.crashing_worker import COUNTING, POINTS
from tests.sides import Side, a_region, eventually

HANDLERS = Handlers().replicate(OrganizationState, OrganizationReplica) | COUNTING


def points(of: str) -> list[str]:
    return [point for point in POINTS if point.startswith(of)]


def an_organization() -> OrganizationState:
    return OrganizationState(
        organization_id=ids.new(),
        version=1,
        name="春晖社工服务中心",
        tier="registered",
        legal_type="social_service_agency",
        state="active",
        home_region_id=ids.new(),
        founded_on=None,
    )


async def pending(side: Side) -> int:
    return await side.count(OutboxRow, OutboxRow.published_at.is_(None))


async def in_hand(side: Side) -> int:
    """Messages the broker still waits for an acknowledgement of."""
    async with bus.connect(side.name, side.settings) as link:
        await link.connected.wait()
        found: Any = await link._js.consumer_info("REGISTRY_STATE", side.name)
        return int(found.num_ack_pending + found.num_pending)


async def assert_heard_once(hearer: Side) -> None:
    assert await hearer.count(InboxRow) == 1
    assert await hearer.count(FailureRow) == 0
    assert await hearer.count(ParkedRow) == 0


@pytest.mark.parametrize("point", points("relay"))
async def test_a_relay_killed_at_any_point_tells_once(
    teller: Side, hearer: Side, point: str
) -> None:
    await teller.tell(an_organization())

    await teller.crash(point)
    async with hearer.hearing(HANDLERS):
        with teller.worker():
            await eventually(lambda: _is(pending(teller), 0))
            await eventually(lambda: _is(hearer.effects(), 1))
            await eventually(lambda: _is(in_hand(hearer), 0))

    await assert_heard_once(hearer)
    assert await hearer.effects() == 1
    assert await hearer.count(OrganizationReplica) == 1
    assert await teller.count(OutboxRow, OutboxRow.stream_seq == 1) == 1, "stored once"


@pytest.mark.parametrize("point", points("consumer"))
async def test_a_consumer_killed_at_any_point_takes_effect_once(
    teller: Side, hearer: Side, point: str
) -> None:
    async with teller.relaying():
        await teller.tell(an_organization())
        await hearer.crash(point)
        with hearer.worker():
            await eventually(lambda: _is(hearer.effects(), 1))
            await eventually(lambda: _is(in_hand(hearer), 0))

    await assert_heard_once(hearer)
    assert await hearer.effects() == 1
    assert await hearer.count(OrganizationReplica) == 1
    assert await pending(teller) == 0


async def test_a_consumer_killed_amid_a_batch_of_copies_keeps_them_all(
    teller: Side, hearer: Side
) -> None:
    async with teller.relaying():
        await teller.tell(*(a_region() for _ in range(10)))
        await hearer.crash("consumer: before commit")
        with hearer.worker():
            await eventually(lambda: _is(hearer.count(RegionReplica), 10))
            await eventually(lambda: _is(in_hand(hearer), 0))

    assert await hearer.count(InboxRow) == 10
    assert await hearer.count(FailureRow) == 0
    assert await hearer.count(ParkedRow) == 0


@pytest.mark.parametrize("point", points("timer"))
async def test_a_timer_killed_at_any_point_runs_once(hearer: Side, point: str) -> None:
    async with hearer.database.begin() as uow:
        await uow.schedule("crash", ids.new(), clock.now())

    await hearer.crash(point)
    with hearer.worker():
        await eventually(lambda: _is(hearer.effects(), 1))
        await eventually(lambda: _is(hearer.count(TimerRow), 0))

    assert await hearer.effects() == 1


async def _is(counted: Awaitable[int], wanted: int) -> bool:
    return await counted == wanted
