"""What is old enough is forgotten, and nothing that somebody may still need."""

import asyncio
import contextlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from shared import clock, ids
from shared.housekeeping import prune
from shared.inbox import FailureRow, InboxRow
from shared.outbox import OutboxRow
from shared.testing.kit import ServiceKit
from shared.worker import end

DAY = timedelta(days=1)


async def tell(
    kit: ServiceKit,
    age: timedelta,
    *,
    version: int | None = None,
    published: bool = True,
    **more: Any,
) -> Any:
    told_at = clock.now() - age
    row: dict[str, Any] = {
        "id": ids.new(),
        "subject": "procurement.thing.state.v1" if version else "procurement.thing.done.v1",
        "aggregate_id": more.get("about") or ids.new(),
        "version": version,
        "data": {},
        "trace": {},
        "created_at": told_at,
        "published_at": told_at if published else None,
    }
    async with kit.begin() as uow:
        await uow.session.execute(insert(OutboxRow).values(row))
    return row["id"]


async def kept(kit: ServiceKit) -> set[Any]:
    async with kit.begin() as uow:
        return set(await uow.session.scalars(select(OutboxRow.id)))


async def test_told_facts_are_kept_for_fourteen_days(procurement: ServiceKit) -> None:
    await tell(procurement, 15 * DAY)
    young = await tell(procurement, 13 * DAY)

    await prune(procurement.database)

    assert await kept(procurement) == {young}


async def test_what_was_not_told_yet_is_never_forgotten(procurement: ServiceKit) -> None:
    untold = await tell(procurement, 400 * DAY, published=False)

    await prune(procurement.database)

    assert await kept(procurement) == {untold}


async def test_the_newest_state_of_each_thing_is_never_forgotten(procurement: ServiceKit) -> None:
    thing = ids.new()
    for version in (1, 2):
        await tell(procurement, 400 * DAY, version=version, about=thing)
    newest = await tell(procurement, 300 * DAY, version=3, about=thing)
    other = await tell(procurement, 400 * DAY, version=1)

    await prune(procurement.database)

    assert await kept(procurement) == {newest, other}


@pytest.mark.parametrize(
    ("table", "column", "days"),
    [
        (InboxRow, "handled_at", 30),
        (FailureRow, "last_at", 30),
    ],
)
async def test_what_was_heard_is_remembered_longer_than_it_can_be_told_again(
    procurement: ServiceKit, table: Any, column: str, days: int
) -> None:
    more = {"failures": 1} if table is FailureRow else {}
    rows = [
        {"consumer": "procurement", "event_id": ids.new(), column: clock.now() - age * DAY} | more
        for age in (days - 1, days + 1)
    ]
    async with procurement.begin() as uow:
        await uow.session.execute(insert(table), rows)

    await prune(procurement.database)

    async with procurement.begin() as uow:
        left = list(await uow.session.scalars(select(table.event_id)))
    assert left == [rows[0]["event_id"]]


async def test_answers_are_repeated_for_three_days(procurement: ServiceKit) -> None:
    async with procurement.begin() as uow:
        for age in (71, 73):
            await uow.session.execute(
                text(
                    "INSERT INTO idempotency VALUES (gen_random_uuid(), 'x', 'x', '', 200, '{}',"
                    " '', clock_timestamp() - make_interval(hours => :age))"
                ),
                {"age": age},
            )

    await prune(procurement.database)

    async with procurement.begin() as uow:
        assert await uow.session.scalar(text("SELECT count(*) FROM idempotency")) == 1


async def test_a_job_that_misses_a_cancellation_is_cancelled_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shared.worker.CANCEL_AGAIN_SECONDS", 0.01)
    deaf_once = asyncio.Event()

    async def work() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            deaf_once.set()
            await asyncio.sleep(60)
        await asyncio.sleep(60)

    jobs = [asyncio.create_task(work()), asyncio.create_task(asyncio.sleep(60))]
    await deaf_once.wait()

    await end(jobs)

    assert [job.cancelled() for job in jobs] == [True, True]
