"""Deadlines are rows: each runs once, whoever sweeps, and a failure is tried again."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared import ids, numbers
from shared.calendar import is_working_day
from shared.crypto import Vault
from shared.database import Database
from shared.db import UnitOfWork
from shared.deadlines import TimerRow
from shared.numbers import CounterRow
from shared.retries import RETRY_SECONDS
from shared.testing.kit import MONDAY
from shared.timers import SWEEP_BATCH, Timers

HEADING = "timers"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def database(procurement_parts: Any) -> AsyncGenerator[Database, None]:
    """A database on which transactions really commit; cleaned up afterwards."""
    engine = create_async_engine(procurement_parts.url, pool_size=8, max_overflow=0)
    made = Database(engine, Vault.load(procurement_parts.keys))
    yield made
    async with made.begin() as uow:
        for table in (TimerRow, CounterRow):
            await uow.session.execute(delete(table))
    await engine.dispose()


async def schedule(database: Database, subject_id: UUID, due_at: datetime = MONDAY) -> None:
    async with database.begin() as uow:
        await uow.schedule("count", subject_id, due_at)


async def rows(database: Database) -> list[TimerRow]:
    async with database.begin() as uow:
        return list(await uow.session.scalars(select(TimerRow)))


async def runs(database: Database) -> int:
    async with database.begin() as uow:
        return await uow.session.scalar(select(func.coalesce(func.sum(CounterRow.last), 0))) or 0


async def count(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    del subject_id, at
    await numbers.take(uow, HEADING)


async def refuse(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    await count(uow, subject_id, at)
    raise RuntimeError("no")


COUNT = Timers().on("count", count)
REFUSE = Timers().on("count", refuse)


async def test_a_timer_runs_when_it_is_due_and_never_again(database: Database) -> None:
    await schedule(database, ids.new())

    early = await COUNT.sweep(database, MONDAY - timedelta(seconds=1))
    due = await COUNT.sweep(database, MONDAY)
    again = await COUNT.sweep(database, MONDAY + MINUTE)

    assert (early, due, again) == (0, 1, 0)
    assert (await runs(database), await rows(database)) == (1, [])


async def test_two_sweepers_at_once_run_each_timer_once(database: Database) -> None:
    for _ in range(20):
        await schedule(database, ids.new())

    await asyncio.gather(*(COUNT.sweep(database, MONDAY) for _ in range(4)))

    assert (await runs(database), await rows(database)) == (20, [])


async def test_a_sweep_takes_the_most_overdue_first_and_never_more_than_a_batch(
    database: Database,
) -> None:
    async with database.begin() as uow:
        for number in range(SWEEP_BATCH + 5):
            await uow.schedule("count", ids.new(), MONDAY - number * MINUTE)

    taken = await COUNT.sweep(database, MONDAY)

    assert taken == SWEEP_BATCH
    assert min(row.due_at for row in await rows(database)) == MONDAY - 4 * MINUTE


async def test_a_new_date_replaces_the_old_one(database: Database) -> None:
    subject = ids.new()
    await schedule(database, subject)

    await schedule(database, subject, MONDAY + MINUTE)

    assert await COUNT.sweep(database, MONDAY) == 0
    assert await COUNT.sweep(database, MONDAY + MINUTE) == 1
    assert await runs(database) == 1


async def test_what_is_unscheduled_does_not_run(database: Database) -> None:
    subject = ids.new()
    await schedule(database, subject)

    async with database.begin() as uow:
        await uow.unschedule("count", subject)

    assert await COUNT.sweep(database, MONDAY) == 0


async def test_what_is_wished_for_while_a_timer_runs_is_not_lost(database: Database) -> None:
    subject = ids.new()
    await schedule(database, subject, MONDAY - MINUTE)

    async def slowly(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
        await count(uow, subject_id, at)
        await schedule(database, subject, MONDAY - MINUTE / 2)  # whose change came before the sweep

    await Timers().on("count", slowly).sweep(database, MONDAY)

    assert [row.due_at for row in await rows(database)] == [MONDAY - MINUTE / 2]
    assert await COUNT.sweep(database, MONDAY) == 1
    assert (await runs(database), await rows(database)) == (2, [])


async def test_a_timer_may_schedule_itself_again(database: Database) -> None:
    async def monthly(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
        await count(uow, subject_id, at)
        await uow.schedule("count", subject_id, at + MINUTE)

    timers = Timers().on("count", monthly)
    await schedule(database, ids.new())

    for minutes in range(3):
        await timers.sweep(database, MONDAY + minutes * MINUTE)

    assert await runs(database) == 3
    assert [row.due_at for row in await rows(database)] == [MONDAY + 3 * MINUTE]


async def test_a_failure_is_undone_and_tried_again_later(database: Database) -> None:
    await schedule(database, ids.new())

    await REFUSE.sweep(database, MONDAY)

    (row,) = await rows(database)
    assert (row.failures, row.reason) == (1, "RuntimeError")
    assert row.due_at == MONDAY + timedelta(seconds=RETRY_SECONDS[0])
    assert await runs(database) == 0
    await COUNT.sweep(database, row.due_at)
    assert (await runs(database), await rows(database)) == (1, [])


async def test_a_full_disk_is_not_the_timers_failure_however_long(database: Database) -> None:
    async def overflow(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
        await count(uow, subject_id, at)
        full = "DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$"
        await uow.session.execute(text(full))

    timers = Timers().on("count", overflow)
    await schedule(database, ids.new())

    for seconds in range(2 * len(RETRY_SECONDS)):
        assert await timers.sweep(database, MONDAY + timedelta(seconds=seconds)) == 1

    (row,) = await rows(database)
    assert (row.failures, row.reason, row.parked_at) == (0, None, None)
    await COUNT.sweep(database, row.due_at)
    assert (await runs(database), await rows(database)) == (1, [])


async def test_after_the_last_try_it_waits_for_a_person(database: Database) -> None:
    subject = ids.new()
    await schedule(database, subject)
    at = MONDAY
    waited = []

    for _ in range(len(RETRY_SECONDS) + 1):
        await REFUSE.sweep(database, at)
        (row,) = await rows(database)
        waited.append((row.due_at - at).total_seconds())
        at = row.due_at

    assert waited == [*RETRY_SECONDS, 0]
    assert row.parked_at == at
    assert await COUNT.sweep(database, at + timedelta(days=365)) == 0
    await schedule(database, subject)
    assert await COUNT.sweep(database, MONDAY) == 1, "scheduled anew, it runs"


async def test_what_waits_for_a_year_of_the_calendar_goes_on_once_it_is_loaded(
    database: Database,
) -> None:
    async def too_far(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
        del uow, subject_id, at
        is_working_day(date(2101, 1, 3))

    before = Timers().on("count", too_far)
    await schedule(database, ids.new())
    at = MONDAY
    for delay in (*RETRY_SECONDS, 0):
        await before.sweep(database, at)
        at += timedelta(seconds=delay)
    [waiting] = await rows(database)
    assert (waiting.parked_at is not None, waiting.reason) == (True, "CalendarNotLoaded")

    assert await before.sweep(database, at) == 0
    loaded = Timers().on("count", count)
    await loaded.sweep(database, at)

    assert (await runs(database), await rows(database)) == (1, [])


async def test_one_bad_timer_does_not_hold_up_the_others(database: Database) -> None:
    bad = ids.new()

    async def picky(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
        await (refuse if subject_id == bad else count)(uow, subject_id, at)

    await schedule(database, bad, MONDAY - MINUTE)
    await schedule(database, ids.new())

    await Timers().on("count", picky).sweep(database, MONDAY)

    assert await runs(database) == 1
    assert [row.subject_id for row in await rows(database)] == [bad]


async def test_a_timer_that_hangs_is_given_up_and_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
        await count(uow, subject_id, at)
        await asyncio.sleep(60)

    monkeypatch.setattr("shared.timers.TIMER_SECONDS", 0.1)
    await schedule(database, ids.new())

    await Timers().on("count", hang).sweep(database, MONDAY)

    (row,) = await rows(database)
    assert (row.failures, row.reason) == (1, "TimeoutError")
    assert await runs(database) == 0


async def test_a_failure_does_not_undo_a_date_set_meanwhile(database: Database) -> None:
    subject = ids.new()
    later = MONDAY + timedelta(days=3)
    await schedule(database, subject, later)

    await COUNT._postpone(database, "count", subject, MONDAY, RuntimeError())

    (row,) = await rows(database)
    assert (row.due_at, row.failures) == (later, 0)


async def test_a_kind_nobody_runs_is_left_alone(database: Database) -> None:
    async with database.begin() as uow:
        await uow.schedule("unheard_of", ids.new(), MONDAY)

    assert await COUNT.sweep(database, MONDAY) == 0
    assert len(await rows(database)) == 1


async def test_a_crash_in_the_middle_leaves_it_due(database: Database) -> None:
    class PowerCut(BaseException):
        pass

    async def crash(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
        await count(uow, subject_id, at)
        raise PowerCut

    await schedule(database, ids.new())

    with pytest.raises(PowerCut):
        await Timers().on("count", crash).sweep(database, MONDAY)

    (row,) = await rows(database)
    assert row.failures == 0, "a crash is not a failure"
    assert await COUNT.sweep(database, MONDAY) == 1
    assert await runs(database) == 1


def test_two_slices_cannot_run_the_same_kind() -> None:
    with pytest.raises(AssertionError):
        _ = COUNT | REFUSE
