"""What can be done with needs. Each function runs inside one transaction opened by its caller."""

from datetime import datetime
from uuid import UUID

from services.needs.clock import use_cases as clocks
from services.needs.clock.rules import ClockName
from services.needs.need import errors
from services.needs.need.model import Need
from services.needs.need.queries import need as need_in_sight
from services.needs.need.queries import visible
from services.needs.need.rules import Basis, RefusalReason, check_unattended, signs_in
from services.needs.need.states import NeedAction, NeedState
from services.needs.retention.use_cases import keep_contact, keep_on
from shared import regions
from shared.access import Role
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter

SOURCE = "spec/needs.md §2.2"
FIVE_DAYS, FIFTEEN_DAYS = Duration(value=5, unit="wd"), Duration(value=15, unit="wd")
DISPUTE_WINDOW = Parameter("need.dispute_window", Duration, default=FIVE_DAYS, source=SOURCE)
INFORMATION_WAIT = Parameter("need.information_wait", Duration, default=FIFTEEN_DAYS, source=SOURCE)

CLASSIFY = "need_classification"
LAPSE = "need_lapse"
RECOUNT = "need_recount"
"""Timers: the rules choose a way; silence ends what waits; who else asks for it is counted."""

AT_WORK = (ClockName.FIRST_OFFER, ClockName.ON_SITE)


async def need_in_charge(uow: UnitOfWork, need_id: UUID, *roles: Role) -> Need:
    """A need the caller may handle: one of the roles over its region, and no party to it."""
    actor = uow.actor
    need = await uow.get(Need, need_id, where=visible(actor))
    region = await regions.get(uow.session, need.region_id)
    if not actor.governs(region.path, *roles):
        raise errors.OutOfCharge(roles=[*roles])
    own = actor.person_id is not None and actor.person_id == need.reporter_person_id
    home = actor.household_id is not None and actor.household_id == need.household_id
    if own or home:
        raise errors.ConflictOfInterest
    return need


async def need_reported(uow: UnitOfWork, need_id: UUID) -> Need:
    """A need of the caller's own; who files for someone without an account speaks for him."""
    need = await uow.get(Need, need_id, where=visible(uow.actor))
    speaker = need.reporter_person_id is None and need.filed_by_id == uow.actor.id
    own = uow.actor.person_id is not None and uow.actor.person_id == need.reporter_person_id
    if not (own or speaker):
        raise errors.NotTheReporter
    return need


async def need_answered(uow: UnitOfWork, need_id: UUID, *roles: Role) -> Need:
    """A need whose question the caller answers: for who has no account, staff in charge do."""
    need = await need_in_sight(uow, need_id)
    filed = need.reporter_person_id is None and need.filed_by_id == uow.actor.id
    if filed or signs_in(need.reporter_person_id, need.channel):
        return await need_reported(uow, need_id)
    return await need_in_charge(uow, need_id, *roles)


async def accept_need(uow: UnitOfWork, *, need: Need, receiver_id: UUID, at: datetime) -> None:
    """Take a need on: the handling clocks start, and the rules are asked at once."""
    uow.emit(need.accept(receiver_id=receiver_id, at=at))
    await clocks.stop_clock(uow, need_id=need.id, name=ClockName.ACCEPT, at=at)
    await clocks.start_clock(uow, need=need, name=ClockName.ROUTE, at=at)
    await promise_finish(uow, need=need, at=at)
    await uow.schedule(CLASSIFY, need.id, at)


async def promise_finish(uow: UnitOfWork, *, need: Need, at: datetime) -> None:
    """Promise when the need is finished, and show it; a promise that runs is kept."""
    clock = await clocks.start_clock(uow, need=need, name=ClockName.FINISH, at=at)
    need.due_at = clock.due_at if clock else need.due_at


async def ask_information(uow: UnitOfWork, *, need: Need, question: str, at: datetime) -> None:
    """Ask the reporter for everything missing; after 15 working days of silence it lapses."""
    uow.emit(need.ask(question=question, at=at))
    await clocks.pause_clocks(uow, need_id=need.id, at=at)
    wait = await INFORMATION_WAIT.value(uow, region_id=need.region_id, at=at)
    await uow.schedule(LAPSE, need.id, due(at, wait).at)


async def supply_information(
    uow: UnitOfWork, *, need: Need, information: str, at: datetime
) -> None:
    """Answer the receiver's question; the clock goes on."""
    need.supply(information=information)
    await clocks.resume_clocks(uow, need_id=need.id, at=at)
    await uow.unschedule(LAPSE, need.id)


async def refuse_need(
    uow: UnitOfWork, *, need: Need, reason: RefusalReason, text: str, at: datetime
) -> None:
    """Say no within the promised time."""
    uow.emit(need.refuse(reason=reason, text=text, at=at))
    await uow.schedule(RECOUNT, need.id, at)
    await clocks.stop_clock(uow, need_id=need.id, name=ClockName.ACCEPT, at=at)
    await keep_contact(uow, need=need, at=at)


async def withdraw_need(uow: UnitOfWork, *, need: Need, basis: Basis, at: datetime) -> None:
    """Take the need back, or let it lapse; nothing is promised any more."""
    check_unattended(need.state)
    uow.emit(need.withdraw(basis=basis, at=at))
    await clocks.void_clocks(uow, need_id=need.id, at=at)
    await uow.unschedule(CLASSIFY, need.id)
    await uow.unschedule(LAPSE, need.id)
    await uow.schedule(RECOUNT, need.id, at)
    await keep_contact(uow, need=need, at=at)


async def put_in_service(
    uow: UnitOfWork, *, need_id: UUID, arrive_minutes: int, at: datetime
) -> None:
    """A team took the order; the order's promise of arrival wins if it is shorter."""
    need = await uow.get(Need, need_id)
    uow.emit(need.serve(action=NeedAction.SERVE, at=at))
    await clocks.stop_clock(uow, need_id=need.id, name=ClockName.FIRST_OFFER, at=at)
    arrival = Duration(value=arrive_minutes, unit="min")
    await clocks.start_clock(uow, need=need, name=ClockName.ON_SITE, at=at, at_most=arrival)


async def return_to_dispatch(uow: UnitOfWork, *, need_id: UUID, at: datetime) -> Need:
    """The order failed: another team is looked for, the finish is promised as before."""
    need = await uow.get(Need, need_id)
    need.move(NeedAction.RETURN)
    await clocks.void_clocks(uow, need_id=need.id, at=at, names=AT_WORK)
    await clocks.start_clock(uow, need=need, name=ClockName.FIRST_OFFER, at=at)
    await uow.schedule(RECOUNT, need.id, at)  # its reporter may have agreed to a project
    return need


async def dispatch_exhausted(uow: UnitOfWork, *, need_id: UUID, at: datetime) -> None:
    """No team took it: a person must choose a way in the promised time, the others run on."""
    need = await uow.get(Need, need_id)
    need.move(NeedAction.EXHAUST)
    await clocks.start_clock(uow, need=need, name=ClockName.ROUTE, at=at)
    await uow.schedule(RECOUNT, need.id, at)  # a project may wait for it


async def resolve_need(uow: UnitOfWork, *, need_id: UUID, at: datetime, basis: str) -> Need:
    """The need is met; `basis` says how, for the resident. Silence closes it after the window."""
    need = await uow.get(Need, need_id)
    window = await DISPUTE_WINDOW.value(uow, region_id=need.region_id, at=at)
    uow.emit(need.resolve(result=basis, at=at))
    need.dispute_until = due(at, window).at
    for name in (*AT_WORK, ClockName.FINISH):
        await clocks.stop_clock(uow, need_id=need.id, name=name, at=at)
    await clocks.start_clock(uow, need=need, name=ClockName.CALLBACK, at=at)
    await uow.schedule(LAPSE, need.id, need.dispute_until)
    return need


async def close_need(uow: UnitOfWork, *, need_id: UUID, at: datetime, basis: Basis) -> None:
    """End the need; a confirmation is the reporter's own word, so no callback is owed."""
    need = await uow.get(Need, need_id)
    uow.emit(need.close(basis=basis, at=at))
    if basis is Basis.CONFIRMED:
        await clocks.stop_clock(uow, need_id=need.id, name=ClockName.CALLBACK, at=at)
    await uow.unschedule(LAPSE, need.id)
    await keep_contact(uow, need=need, at=at)


async def reopen_need(uow: UnitOfWork, *, need_id: UUID, reason: str, at: datetime) -> None:
    """The reporter disputes the result in time: it waits for a person and is promised anew."""
    need = await uow.get(Need, need_id)
    if need.dispute_until is not None and at >= need.dispute_until:
        raise errors.DisputeTooLate(closed_at=need.dispute_until)
    uow.emit(need.reopen(reason=reason, at=at))
    await keep_on(uow, need_id=need.id)
    await uow.unschedule(LAPSE, need.id)
    await clocks.stop_clock(uow, need_id=need.id, name=ClockName.CALLBACK, at=at)
    await clocks.start_clock(uow, need=need, name=ClockName.ROUTE, at=at)
    await promise_finish(uow, need=need, at=at)


async def let_lapse(uow: UnitOfWork, *, need_id: UUID, at: datetime) -> None:
    """Silence: an unanswered question ends the need, an undisputed result closes it."""
    need = await uow.get(Need, need_id)
    if need.state is NeedState.AWAITING_INFO:
        await withdraw_need(uow, need=need, basis=Basis.LAPSED, at=at)
    elif need.state is NeedState.RESOLVED:
        await close_need(uow, need_id=need.id, at=at, basis=Basis.LAPSED)
