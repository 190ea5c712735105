"""What decides the way of a need, and sends it there."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.needs.classification.errors import NotAWay, NotOnTheMenu
from services.needs.classification.model import Classification, DecidedBy
from services.needs.classification.queries import classification_in_force, features
from services.needs.classification.rules import (
    RULE_VERSION,
    Decision,
    Features,
    Route,
    Thresholds,
    classify,
)
from services.needs.clock import use_cases as clocks
from services.needs.clock.rules import ClockName
from services.needs.menu_item.queries import serving
from services.needs.need.model import Need
from services.needs.need.states import NeedAction, NeedState
from services.needs.need.use_cases import RECOUNT, promise_finish
from services.needs.order.use_cases import dispatch_need
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter, values, whole

STANDS = "classification_stands"
"""The timer after which an unsure rule's choice stands, because no person decided otherwise."""

SOURCE = "spec/needs.md §2.4"
DEFAULTS = Thresholds(
    demand_share=0.02,
    controversy=0.5,
    breadth=0.30,
    utilization=0.8,
    professionality=0.5,
    dispersion=0.6,
    watch_households=3,
    least_confidence=0.15,
)
SHARE = Annotated[float, Field(ge=0, le=1)]
KINDS = dict.fromkeys(
    ("controversy", "breadth", "utilization", "dispersion"), Annotated[SHARE, Field(gt=0)]
) | {"watch_households": whole(1, 10_000)}
"""What a figure is measured by is not zero; the other limits are any shares."""
LIMITS: dict[str, Parameter[Any]] = {
    field: Parameter(
        f"classification.{field}", KINDS.get(field, SHARE), default=value, source=SOURCE
    )
    for field, value in asdict(DEFAULTS).items()
}
CONFIRMATION = Parameter(
    "classification.confirmation",
    Duration,
    default=Duration(value=4, unit="h", hours="work"),
    source=SOURCE,
)

GROUNDS = ("rule", "rule_version", "confidence", "features", "thresholds", "explanation")

DESIGNED = (Route.PROJECT, Route.PURCHASE, Route.DELIBERATION)
"""Ways that begin with a design or a meeting; the services for them wait in the manual queue."""


async def judge(
    uow: UnitOfWork, *, need: Need, at: datetime
) -> tuple[Features, Thresholds, Decision]:
    """What the rules say about a need now; nothing is changed."""
    known = await features(uow, need=need, at=at)
    limits = await thresholds(uow, region_id=need.region_id, at=at)
    return known, limits, classify(known, limits)


async def thresholds(uow: UnitOfWork, *, region_id: UUID, at: datetime) -> Thresholds:
    """The figures that hold in a region now."""
    found = await values(uow, [*LIMITS.values()], region_id=region_id, at=at)
    return Thresholds(**{field: found[each.name] for field, each in LIMITS.items()})


def grounds(known: Features, limits: Thresholds, decision: Decision) -> dict[str, Any]:
    """Everything needed to compute the decision again, as it is stored."""
    return {
        "rule": decision.rule,
        "rule_version": RULE_VERSION,
        "confidence": decision.confidence,
        "features": asdict(known),
        "thresholds": asdict(limits),
        "explanation": [asdict(reason) for reason in decision.reasons],
    }


async def classify_need(uow: UnitOfWork, *, need_id: UUID, at: datetime) -> None:
    """Let the rules decide about an accepted need; unsure rules wait for a person."""
    need = await uow.get(Need, need_id)
    if need.state is not NeedState.ACCEPTED:
        return  # a person decided first, or the reporter took it back
    known, limits, decision = await judge(uow, need=need, at=at)
    unsure = decision.route is not Route.MANUAL and decision.confidence < limits.least_confidence
    confirm_by = None
    if unsure:
        wait = await CONFIRMATION.value(uow, region_id=need.region_id, at=at)
        confirm_by = due(at, wait).at
        await uow.schedule(STANDS, need.id, confirm_by)
    record = Classification(
        need_id=need.id,
        region_id=need.region_id,
        at=at,
        route=decision.route,
        **grounds(known, limits, decision),
        decided_by=DecidedBy.RULE,
        confirm_by=confirm_by,
    )
    await _decide(uow, need=need, record=record, at=at)


async def override(
    uow: UnitOfWork, *, need: Need, route: Route, reason: str, at: datetime
) -> Classification:
    """A person chooses the way; what the rules would have said is kept beside it."""
    if route is Route.MANUAL:
        raise NotAWay(pointer="/route", routes=[way for way in Route if way is not Route.MANUAL])
    item = await serving(uow, category_code=need.category_code, region_id=need.region_id)
    if route is Route.MENU and item is None:
        raise NotOnTheMenu(category_code=need.category_code)
    known, limits, decision = await judge(uow, need=need, at=at)
    record = Classification(
        need_id=need.id,
        region_id=need.region_id,
        at=at,
        route=route,
        **grounds(known, limits, decision),
        decided_by=DecidedBy.PERSON,
        decider_id=uow.actor.id,
        override_reason=reason,
    )
    await uow.unschedule(STANDS, need.id)
    await _decide(uow, need=need, record=record, at=at)
    return record


async def let_stand(uow: UnitOfWork, *, need_id: UUID, at: datetime) -> None:
    """No person decided in time: the unsure rule's choice stands, and says so."""
    need = await uow.get(Need, need_id)
    unsure = await classification_in_force(uow, need_id)
    if need.state is not NeedState.CLASSIFIED or unsure is None or unsure.confirm_by is None:
        return
    record = Classification(
        need_id=need.id,
        region_id=need.region_id,
        at=at,
        route=unsure.route,
        **{name: getattr(unsure, name) for name in GROUNDS},
        decided_by=DecidedBy.SILENCE,
    )
    await _decide(uow, need=need, record=record, at=at)


async def _decide(uow: UnitOfWork, *, need: Need, record: Classification, at: datetime) -> None:
    """Keep the decision, announce it, and send the need on its way unless a person is awaited."""
    uow.add(record)
    await uow.schedule(RECOUNT, need.id, at)
    uow.emit(need.classify(record))
    if record.confirm_by is None and record.route is not Route.MANUAL:
        await _send(uow, need=need, route=record.route, at=at)


async def _send(uow: UnitOfWork, *, need: Need, route: Route, at: datetime) -> None:
    """Start the way; a transfer waits in the manual queue for the person who hands it over."""
    await clocks.stop_clock(uow, need_id=need.id, name=ClockName.ROUTE, at=at)
    if route is not Route.MENU:  # no team is looked for any more
        await clocks.void_clocks(uow, need_id=need.id, at=at, names=[ClockName.FIRST_OFFER])
    if route in DESIGNED:
        design = await clocks.start_clock(uow, need=need, name=ClockName.DESIGN, at=at)
        if design is not None:  # no design is promised in an emergency, which must be met in time
            await clocks.void_clocks(uow, need_id=need.id, at=at, names=[ClockName.FINISH])
            need.due_at = design.due_at
        return
    await clocks.void_clocks(uow, need_id=need.id, at=at, names=[ClockName.DESIGN])
    await promise_finish(uow, need=need, at=at)
    if route is Route.MENU:
        need.move(NeedAction.DISPATCH)
        await clocks.start_clock(uow, need=need, name=ClockName.FIRST_OFFER, at=at)
        await dispatch_need(uow, need=need, at=at)
    elif route is Route.ANSWER:
        uow.emit(need.serve(action=NeedAction.ANSWER, at=at))
