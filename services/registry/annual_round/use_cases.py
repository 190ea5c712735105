"""How a round begins, and every body of it gets its check."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.annual_check.model import AnnualCheck
from services.registry.annual_check.states import AnnualCheckAction
from services.registry.annual_check.use_cases import CHECK_DUE
from services.registry.annual_round import queries
from services.registry.annual_round.model import AnnualRound
from services.registry.organization.model import Organization
from services.registry.organization.states import LegalType
from services.registry.organization.use_cases import must_hold
from services.registry.oversight.queries import REGISTRARS
from shared import calendar, regions
from shared.clock import day_of, midnight
from shared.db import UnitOfWork
from shared.errors import BadValue

LISTING = "annual_round_listing"
"""The timer that gives the bodies of a round their checks, some at a time."""
BODIES_EACH = 200
"""In one transaction: a city has some ten thousand."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """Who reports for which year, and when."""

    region_id: UUID
    legal_types: tuple[LegalType, ...]
    year: int
    opens_on: date
    closes_on: date
    registered_before: date


async def open_round(uow: UnitOfWork, *, window: Window) -> AnnualRound:
    """Let the bodies of a region report; each gets its check when the window opens."""
    region = await regions.get(uow.session, window.region_id)
    must_hold(uow, region.path, REGISTRARS)
    today = day_of(uow.at)
    if not today <= window.closes_on or window.opens_on > window.closes_on:
        told = "报送期应在今天或以后结束，且不早于开始日。"
        raise BadValue("/closes_on", told, "The window ends today or later, not before it opens.")
    if window.registered_before > window.opens_on:
        told = "登记日期界限不能晚于报送期开始日。"
        raise BadValue("/registered_before", told, "That day is not after the window opens.")
    if window.year > window.opens_on.year:
        raise BadValue("/year", "年检年度不能晚于报送期所在年。", "It is not after the window.")
    due_at = midnight(calendar.add_working_days(window.closes_on, 1).day)
    made = AnnualRound(
        region_id=window.region_id,
        legal_types=[*window.legal_types],
        year=window.year,
        opens_on=window.opens_on,
        closes_on=window.closes_on,
        registered_before=window.registered_before,
        due_at=due_at,
        opened_by=uow.actor.id,
        opened_at=uow.at,
    )
    uow.add(made)
    await uow.schedule(LISTING, made.id, max(uow.at, midnight(window.opens_on)))
    return made


async def cancel_round(uow: UnitOfWork, *, round_id: UUID, reason: str) -> AnnualRound:
    """Take a round back before it opens; what it was wrong about is put right in another one."""
    found = await uow.get(AnnualRound, round_id)
    region = await regions.get(uow.session, found.region_id)
    must_hold(uow, region.path, REGISTRARS)
    found.cancel(reason)
    await uow.unschedule(LISTING, found.id)
    return found


async def list_bodies(uow: UnitOfWork, *, round_id: UUID) -> None:
    """Give the next bodies of a round their checks."""
    found = await uow.get(AnnualRound, round_id)
    found.open()
    bodies = await queries.bodies_to_list(uow, found, limit=BODIES_EACH)
    for body in bodies:
        check = _check_of(found, body)
        if body.registered_on is not None and body.registered_on >= found.registered_before:
            why = f"登记日期 {body.registered_on} 不早于 {found.registered_before}。"
            check.examine(AnnualCheckAction.EXEMPT, why, by=uow.actor.id, at=uow.at)
        else:
            await uow.schedule(CHECK_DUE, check.id, found.due_at)
        uow.add(check)
        found.listed_to = body.id
    found.listed_all = len(bodies) < BODIES_EACH
    if not found.listed_all:
        await uow.schedule(LISTING, found.id, uow.at)


def _check_of(found: AnnualRound, body: Organization) -> AnnualCheck:
    return AnnualCheck(
        round_id=found.id,
        organization_id=body.id,
        region_id=body.home_region_id,
        name=body.name,
        uscc=body.uscc,
        year=found.year,
        due_at=found.due_at,
    )
