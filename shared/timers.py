"""Deadlines are rows: a restart, a clock step or two workers change nothing.

One row per (kind, subject). The worker sweeps what is due, one transaction and one worker each,
calling an ordinary use case; a failure is retried later and parked at the end. An outage of the
database, such as a full disk, is not the timer's failure: it waits, however long that lasts.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import delete, func, select, update

from shared import telemetry
from shared.access import SYSTEM
from shared.calendar import CalendarNotLoaded
from shared.database import Database
from shared.db import UnitOfWork
from shared.deadlines import TimerRow
from shared.metrics import TIMERS_RUN
from shared.outages import is_nobodys_failure
from shared.retries import RETRY_SECONDS

SWEEP_BATCH = 100
"""Timers taken up in one sweep."""

TIMER_SECONDS = 10.0
"""How long one timer's use case may take."""

log = structlog.get_logger()

Timer = Callable[[UnitOfWork, UUID, datetime], Awaitable[None]]


class Timers:
    """Which use case runs when a kind of timer becomes due."""

    def __init__(self) -> None:
        self._by_kind: dict[str, Timer] = {}
        self._resumed = False

    def on(self, kind: str, timer: Timer) -> "Timers":
        """Run `timer` for every due row of this kind."""
        assert kind not in self._by_kind
        self._by_kind[kind] = timer
        return self

    def __or__(self, other: "Timers") -> "Timers":
        """The timers of two slices together."""
        merged = Timers()
        for kind, timer in [*self._by_kind.items(), *other._by_kind.items()]:
            merged.on(kind, timer)
        return merged

    async def sweep(self, database: Database, at: datetime) -> int:
        """Run what is due at `at`; answers how many rows were taken up."""
        if not self._resumed:
            await self._resume(database)
        due = (
            select(TimerRow.kind, TimerRow.subject_id, TimerRow.trace)
            .where(TimerRow.due_at <= at, TimerRow.parked_at.is_(None))
            .where(TimerRow.kind.in_(self._by_kind))
            .order_by(TimerRow.due_at)
            .limit(SWEEP_BATCH)
        )
        async with database.begin(operation="timer.sweep", at=at, reading=True) as uow:
            found = (await uow.session.execute(due)).all()
        for kind, subject_id, trace in found:
            with telemetry.span(f"timer {kind}", trace):
                await self._run(database, kind, subject_id, at)
        return len(found)

    async def _resume(self, database: Database) -> None:
        """Once in a process: a year of the calendar is loaded by starting a new version."""
        async with database.begin(operation="timer.resume") as uow:
            waiting = update(TimerRow).where(TimerRow.reason == CalendarNotLoaded.__name__)
            again = waiting.values(failures=0, reason=None, parked_at=None)
            await uow.session.execute(again.where(TimerRow.parked_at.is_not(None)))
        self._resumed = True

    async def _run(self, database: Database, kind: str, subject_id: UUID, at: datetime) -> None:
        mine = (TimerRow.kind == kind, TimerRow.subject_id == subject_id)
        limit = asyncio.timeout(TIMER_SECONDS)
        try:
            async with database.begin(actor=SYSTEM, operation=f"timer {kind}", at=at) as uow:
                # An advisory lock, not the row's: a request that holds the subject may wait for the
                # row, and this handler for the subject.
                turn = func.hashtextextended(f"{kind}|{subject_id}", 0)
                if not await uow.session.scalar(select(func.pg_try_advisory_xact_lock(turn))):
                    return  # another worker has it
                due = select(TimerRow.due_at).where(*mine, TimerRow.due_at <= at)
                due_at = await uow.session.scalar(due.where(TimerRow.parked_at.is_(None)))
                if due_at is None:
                    return  # done, or rescheduled meanwhile
                async with limit:
                    await self._by_kind[kind](uow, subject_id, at)
                # who schedules it anew meanwhile changed something that may not have been seen
                await uow.session.execute(delete(TimerRow).where(*mine, TimerRow.due_at == due_at))
            TIMERS_RUN.labels(kind, "done").inc()
        except Exception as error:
            told = {"kind": kind, "subject_id": str(subject_id)}
            if is_nobodys_failure(error) and not limit.expired():
                log.warning("timer.interrupted", **told, error=repr(error)[:300])
                await self._postpone(database, kind, subject_id, at, None)
                return
            log.exception("timer.failed", **told)
            TIMERS_RUN.labels(kind, "failed").inc()
            await self._postpone(database, kind, subject_id, at, error)

    async def _postpone(
        self, database: Database, kind: str, subject_id: UUID, at: datetime, error: Exception | None
    ) -> None:
        """Try again later; without an error as if it had not been tried."""
        still_due = TimerRow.due_at <= at  # what was rescheduled meanwhile is left alone
        mine = (TimerRow.kind == kind, TimerRow.subject_id == subject_id, still_due)
        async with database.begin(operation="timer.postpone", at=at) as uow:
            row = (
                await uow.session.scalars(select(TimerRow).where(*mine).with_for_update())
            ).one_or_none()
            if row is None:
                return
            if error is None:
                soon = at + timedelta(seconds=RETRY_SECONDS[0])
                await uow.session.execute(update(TimerRow).where(*mine).values(due_at=soon))
                return
            parked = row.failures >= len(RETRY_SECONDS)
            delay = timedelta(seconds=0 if parked else RETRY_SECONDS[row.failures])
            await uow.session.execute(
                update(TimerRow)
                .where(*mine)
                .values(
                    failures=row.failures + 1,
                    due_at=at + delay,
                    reason=type(error).__name__,
                    parked_at=at if parked else None,
                )
            )
