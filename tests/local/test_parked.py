"""A person looks at what failed after every retry, and decides."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from deploy.local.errors import CommandError
from deploy.local.parked import Parked
from services.procurement.worker import HANDLERS
from shared import ids
from shared.contracts.registry import RegionState
from shared.deadlines import TimerRow
from shared.inbox import ParkedRow
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from shared.worker import OWN_HANDLERS

REGION: dict[str, Any] = {
    "version": 3,
    "parent_id": None,
    "level": "city",
    "kind": "prefecture",
    "name": "苏州市",
    "code": "3205",
    "status": "active",
    "urban_rural": None,
    "households": None,
    "population": None,
}

Park = Callable[[dict[str, Any]], Awaitable[UUID]]


@pytest.fixture
def parked(procurement: ServiceKit) -> Parked:
    handlers = (HANDLERS | OWN_HANDLERS).without_own("procurement")
    return Parked("procurement", procurement.database, handlers)


@pytest.fixture
def park(procurement: ServiceKit) -> Park:
    """An event about a region waits, with this in its data."""

    async def do(data: dict[str, Any]) -> UUID:
        event_id, region_id = ids.new(), ids.new()
        region = {"region_id": str(region_id), "path": f"{region_id.hex}."}
        subject = "registry.region.state.v1"
        payload = {
            "id": str(event_id),
            "type": subject,
            "subject": str(region_id),
            "time": procurement.now.isoformat(),
            "data": REGION | region | data,
        }
        async with procurement.begin() as uow:
            uow.add(
                ParkedRow(
                    consumer="procurement",
                    event_id=event_id,
                    subject=subject,
                    payload=payload,
                    reason="LookupError: the parent is not known yet",
                    failures=6,
                    parked_at=procurement.now,
                )
            )
        return event_id

    return do


async def test_what_waits_is_shown_with_its_reason(parked: Parked, park: Park) -> None:
    event_id = await park({})

    [one] = await parked.waiting()

    assert (one.id, one.what, one.failures) == (event_id, "registry.region.state.v1", 6)
    assert one.reason == "LookupError: the parent is not known yet"


async def test_a_replayed_event_takes_effect_and_waits_no_more(
    parked: Parked, park: Park, procurement: ServiceKit
) -> None:
    event_id = await park({})

    [one] = await parked.waiting(event_id)
    await parked.replay(one)

    async with procurement.begin() as uow:
        names = await uow.session.scalars(select(RegionReplica.name))
        assert list(names) == ["苏州市"]
        row = await uow.session.get_one(ParkedRow, ("procurement", event_id))
        assert row.resolved_at is not None
        assert (row.resolution or "").startswith("replayed")
    assert await parked.waiting() == []


async def test_a_state_that_waited_holds_up_no_newer_one_and_overwrites_none(
    parked: Parked, park: Park, procurement: ServiceKit
) -> None:
    region_id = ids.new()
    same = {"region_id": str(region_id), "path": f"{region_id.hex}."}
    event_id = await park(same)
    newer = REGION | same | {"version": 4, "name": "姑苏市"}
    await procurement.receive(RegionState(**newer))

    [one] = await parked.waiting(event_id)
    await parked.replay(one)

    async with procurement.begin() as uow:
        kept = await uow.session.get_one(RegionReplica, region_id)
        assert (kept.version, kept.name) == (4, "姑苏市")


async def test_what_fails_again_keeps_waiting(parked: Parked, park: Park) -> None:
    event_id = await park({"name": None})

    [one] = await parked.waiting(event_id)
    with pytest.raises(ValueError, match="name"):
        await parked.replay(one)

    assert [waiting.id for waiting in await parked.waiting()] == [event_id]


async def test_a_discarded_event_keeps_the_reason_and_has_no_effect(
    parked: Parked, park: Park, procurement: ServiceKit
) -> None:
    event_id = await park({})

    [one] = await parked.waiting(event_id)
    await parked.discard(one, "the region was a typing error")

    async with procurement.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(RegionReplica)) == 0
        row = await uow.session.get_one(ParkedRow, ("procurement", event_id))
        assert "the region was a typing error" in (row.resolution or "")


async def a_timer_waits(procurement: ServiceKit) -> UUID:
    subject_id = ids.new()
    given: dict[str, Any] = {"due_at": procurement.now, "failures": 6, "parked_at": procurement.now}
    async with procurement.begin() as uow:
        uow.add(TimerRow(kind="award", subject_id=subject_id, reason="OSError", **given))
    return subject_id


async def test_a_parked_timer_is_handed_back(parked: Parked, procurement: ServiceKit) -> None:
    subject_id = await a_timer_waits(procurement)

    [one] = await parked.waiting(subject_id)
    await parked.replay(one)

    async with procurement.begin() as uow:
        timer = await uow.session.get_one(TimerRow, ("award", subject_id))
        assert (timer.failures, timer.parked_at) == (0, None)
    assert await parked.waiting() == []


async def test_a_discarded_timer_runs_no_more_and_leaves_the_reason(
    parked: Parked, procurement: ServiceKit
) -> None:
    subject_id = await a_timer_waits(procurement)

    [one] = await parked.waiting(subject_id)
    await parked.discard(one, "the tender was annulled")

    async with procurement.begin() as uow:
        assert await uow.session.get(TimerRow, ("award", subject_id)) is None
        [row] = await uow.session.scalars(select(ParkedRow))
        assert (row.subject, row.payload) == ("timer award", {"subject_id": str(subject_id)})
        assert "the tender was annulled" in (row.resolution or "")
    assert await parked.waiting() == []


async def test_an_unknown_id_is_told(parked: Parked) -> None:
    with pytest.raises(CommandError, match="nothing with the id"):
        await parked.waiting(ids.new())
