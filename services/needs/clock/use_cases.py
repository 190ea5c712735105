"""What moves clocks. The need whose clocks move is locked by the caller, so no two race."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from services.needs.clock.model import SlaClock, due_of
from services.needs.clock.rules import PROMISES, ClockName, Pace, late
from services.needs.clock.states import ClockState
from services.needs.need.model import Need
from services.needs.need.rules import Kind, Urgency
from shared import calendar
from shared.db import UnitOfWork
from shared.durations import Due, Duration
from shared.policy import Parameter

LADDER = "clock_ladder"
"""The timer that takes the next step of a clock's ladder."""

# Written once: making a statement costs as much as sending it.
_RUNNING = (
    select(SlaClock)
    .where(SlaClock.need_id == bindparam("need_id"), SlaClock.stopped_at.is_(None))
    .order_by(SlaClock.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)


def _promise(text: str) -> Duration:
    value, *hours, unit = text.split()
    return Duration.model_validate(
        {"value": int(value), "unit": unit, "hours": hours[0] if hours else "wall"}
    )


PROMISED = {
    (name, pace): Parameter(
        f"clock.{name}.{pace}", Duration, default=_promise(text), source="spec/needs.md §2.5"
    )
    for name, paces in PROMISES.items()
    for pace, text in paces.items()
}


def pace_of(need: Need) -> Pace:
    """How fast things must go for a need: an inquiry is slow unless it is urgent."""
    if need.kind is Kind.INQUIRY and need.urgency is Urgency.NORMAL:
        return Pace.LOW
    return Pace(need.urgency)


async def start_clock(
    uow: UnitOfWork, *, need: Need, name: ClockName, at: datetime, at_most: Duration | None = None
) -> SlaClock | None:
    """Start a promise, unless it runs already; None where nothing is promised.

    `at_most` is a shorter promise made elsewhere, such as the menu item's: the earlier wins.
    """
    known = await _known(uow, need.id, new=need in uow.session.new)
    namesakes = [one for one in known if one.name is name]
    for one in namesakes:
        if one.stopped_at is None:
            return one
    parameter = PROMISED.get((name, pace_of(need)))
    if parameter is None:
        return None
    target = await parameter.value(uow, region_id=need.region_id, at=at)
    planned = due_of(at, target, [])
    if at_most is not None and (sooner := due_of(at, at_most, [])).at < planned.at:
        target, planned = at_most, sooner
    clock = _clock(need, name, target, planned, at)
    known.append(clock)
    uow.add(clock)
    await _schedule(uow, clock)
    return clock


async def stop_clock(uow: UnitOfWork, *, need_id: UUID, name: ClockName, at: datetime) -> None:
    """The promised thing happened; nothing to do where no such clock runs."""
    for clock in await _open(uow, need_id):
        if clock.name is name:
            if late(stopped_at=at, due_at=clock.due_at):
                _catch_up(uow, clock, at)
            clock.stop(at=at)
            await uow.unschedule(LADDER, clock.id)


async def void_clocks(
    uow: UnitOfWork, *, need_id: UUID, at: datetime, names: Sequence[ClockName] = tuple(ClockName)
) -> None:
    """These promises no longer apply; one already broken stays broken."""
    for clock in await _open(uow, need_id):
        if clock.name in names:
            _catch_up(uow, clock, at)
            if clock.state is ClockState.BREACHED:
                clock.stop(at=at)
            else:
                clock.void(at=at)
            await uow.unschedule(LADDER, clock.id)


async def pause_clocks(uow: UnitOfWork, *, need_id: UUID, at: datetime) -> None:
    """Stand still while the reporter is asked; a promise already broken stays broken."""
    for clock in await _open(uow, need_id):
        _catch_up(uow, clock, at)
        if clock.state is ClockState.RUNNING:
            clock.pause(at=at)
            await uow.unschedule(LADDER, clock.id)


async def resume_clocks(uow: UnitOfWork, *, need_id: UUID, at: datetime) -> None:
    """Go on after a pause, with the due time moved."""
    for clock in await _open(uow, need_id):
        if clock.state is ClockState.PAUSED:
            clock.resume(at=at)
            await _schedule(uow, clock)


async def climb_ladder(uow: UnitOfWork, *, clock_id: UUID, at: datetime) -> None:
    """Take every step of the ladder that is due, each once, and schedule the next one."""
    clock = await uow.get(SlaClock, clock_id)
    if clock.stopped_at is None and clock.state is not ClockState.PAUSED:
        _catch_up(uow, clock, at)
        await _schedule(uow, clock)


def _clock(need: Need, name: ClockName, target: Duration, planned: Due, at: datetime) -> SlaClock:
    return SlaClock(
        need_id=need.id,
        region_id=need.region_id,
        name=name,
        target=target.model_dump(mode="json"),
        calendar_version=calendar.version(),
        started_at=at,
        due_at=planned.at,
        due_provisional=planned.provisional,
    )


async def _open(uow: UnitOfWork, need_id: UUID) -> list[SlaClock]:
    return [one for one in await _known(uow, need_id) if one.stopped_at is None]


async def _known(uow: UnitOfWork, need_id: UUID, *, new: bool = False) -> list[SlaClock]:
    """The clocks that ran when first asked for, locked then, and those started since."""

    async def read() -> list[SlaClock]:
        return [] if new else [*await uow.session.scalars(_RUNNING, {"need_id": need_id})]

    return await uow.once((SlaClock, need_id), read)


def _catch_up(uow: UnitOfWork, clock: SlaClock, at: datetime) -> None:
    """Take the steps that fell due by `at`: a worker that slept changes nothing."""
    while clock.state is not ClockState.PAUSED:
        step_at = clock.next_step_at()
        if step_at is None or step_at > at:
            return
        uow.emit(clock.escalate(at=at))


async def _schedule(uow: UnitOfWork, clock: SlaClock) -> None:
    step_at = clock.next_step_at()
    if step_at is not None:
        await uow.schedule(LADDER, clock.id, step_at)
