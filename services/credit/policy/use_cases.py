"""How a version of the earning policy comes about: drafted by one officer, published by another."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.credit.account.queries import STEWARDS
from services.credit.policy.errors import OverlapsLater, PublishedTooLate
from services.credit.policy.model import NOTICE, EarningPolicy
from services.credit.policy.queries import kinds_weighed, newest_of
from services.credit.policy.rules import check_figures, rates_of
from shared import numbers, regions
from shared.calendar import CalendarNotLoaded
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.errors import BadValue, Unknown

HEADING = "earning_policy"
"""What versions are counted under, all regions together."""


async def draft_policy(uow: UnitOfWork, **fields: Any) -> EarningPolicy:
    """Draft a version for a region the officer governs."""
    await _check(uow, **fields)
    policy = EarningPolicy(drafted_by=uow.actor.id, **fields)
    uow.add(policy)
    await uow.flush()
    return policy


async def revise_policy(uow: UnitOfWork, *, policy: EarningPolicy, **fields: Any) -> None:
    """Write a draft anew; it must be simulated again."""
    await _check(uow, **fields)
    policy.revise(by=uow.actor.id, **fields)
    await uow.flush()


async def publish_policy(uow: UnitOfWork, *, policy: EarningPolicy) -> None:
    """Publish a simulated draft as a second officer; it ends the region's former version.

    What was published above it meanwhile may weigh kinds of service that it does not.
    """
    assert policy.region_id is not None
    earliest = await _earliest(uow, policy.region_id)
    if policy.valid_from < earliest:
        raise PublishedTooLate(valid_from=policy.valid_from, earliest=earliest)
    number = await numbers.take(uow, HEADING)  # locked: publications follow each other
    await check_document(uow, region_id=policy.region_id, document=policy.document)
    former = await newest_of(uow, policy.region_id)
    if former is not None:
        assert former.number is not None
        if policy.valid_from < former.valid_from:
            raise OverlapsLater(number=former.number, valid_from=former.valid_from)
        former.supersede(since=policy.valid_from)
        await uow.flush()  # a region has one published version: the former goes first
    uow.emit(policy.publish(number=number, by=uow.actor.id, at=uow.at))
    await uow.flush()


async def check_document(uow: UnitOfWork, *, region_id: UUID, document: dict[str, Any]) -> None:
    """Refuse figures that cannot be, or that would leave a known kind of service to guessing."""
    region = await regions.get(uow.session, region_id)
    kinds = await kinds_weighed(uow, region)
    check_figures(rates_of(document), kinds=kinds)


async def _earliest(uow: UnitOfWork, region_id: UUID) -> datetime:
    notice = await NOTICE.value(uow, region_id=region_id, at=uow.at)
    return due(uow.at, notice).at


async def _check(uow: UnitOfWork, **fields: Any) -> None:
    """Refuse a region out of reach, a time that is not ahead, and figures that cannot be."""
    region = await regions.get(uow.session, fields["region_id"])
    if not uow.actor.governs(region.path, *STEWARDS):
        raise Unknown(kind="region", id=str(region.id))
    starts, ends = fields["valid_from"], fields["valid_to"]
    earliest = await _earliest(uow, region.id)
    if starts < earliest:
        moment = f"{earliest:%Y-%m-%d %H:%M:%S}"
        raise BadValue(
            "/valid_from",
            f"生效时间最早为 {moment}；规则不溯及既往。",
            f"It can hold from {moment} on at the earliest, never for the past.",
        )
    if ends is not None and ends <= starts:
        raise BadValue("/valid_to", "失效时间应晚于生效时间。", "It must end after it starts.")
    await check_document(uow, region_id=region.id, document=fields["document"])
    try:
        due(starts, Duration.model_validate(fields["document"]["dispute_window"]))
    except CalendarNotLoaded as error:  # nothing could be confirmed under it
        raise BadValue(
            "/document/dispute_window",
            f"异议期算到 {error.year} 年，该年工作日历尚未载入。",
            f"It reaches into {error.year}, whose working-day calendar is not loaded.",
        ) from error
