"""What can be done with volunteers. Each function runs inside its caller's transaction."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.registry.organization.errors import ConflictOfInterest
from services.registry.organization.model import YEARS
from services.registry.volunteer import rules
from services.registry.volunteer.errors import NotYourVolunteer
from services.registry.volunteer.model import Volunteer
from services.registry.volunteer.queries import visible, volunteer_of
from services.registry.volunteer.states import ADMITTED, VolunteerAction
from shared import regions
from shared.access import Role
from shared.clock import day_of, midnight
from shared.db import UnitOfWork
from shared.policy import Parameter, whole

SOURCE = "spec/registry.md §2.11"
IDLE_YEARS = Parameter("registry.volunteer.idle_years", YEARS, default=2, source=SOURCE)
NOTICE_DAYS = Parameter("registry.volunteer.notice_days", whole(1, 180), default=30, source=SOURCE)

KEEPERS = (Role.COMMUNITY_WORKER, Role.COMMUNITY_MANAGER)
"""Who keeps the volunteers of a community (spec/registry.md §2.6)."""

IDLE = "volunteer_idle"
"""The timer that looks whether somebody still serves."""


async def pause_or_resume(
    uow: UnitOfWork, *, volunteer_id: UUID, action: VolunteerAction, at: datetime
) -> Volunteer:
    """Let him not serve for a while, or again: himself, or his community for him."""
    volunteer = await uow.get(Volunteer, volunteer_id, where=visible(uow.actor))
    if uow.actor.person_id != volunteer.person_id:
        await require_keeper(uow, volunteer)
    volunteer.turn(action, at=at)
    await tell(uow, volunteer)
    return volunteer


async def leave(uow: UnitOfWork, *, volunteer_id: UUID, at: datetime) -> Volunteer:
    """Be a volunteer no more, at once; nobody ends it for somebody else this way."""
    volunteer = await uow.get(Volunteer, volunteer_id, where=visible(uow.actor))
    if uow.actor.person_id != volunteer.person_id:
        raise NotYourVolunteer
    volunteer.leave(VolunteerAction.EXIT, at=at)
    await tell(uow, volunteer)
    return volunteer


async def describe_skills(
    uow: UnitOfWork, *, volunteer_id: UUID, skills: list[dict[str, Any]], on: date
) -> Volunteer:
    """Write down what he can do, and the licences that his community saw."""
    volunteer = await uow.get(Volunteer, volunteer_id, where=visible(uow.actor))
    await require_keeper(uow, volunteer)
    rules.check_skills(skills, on=on)
    volunteer.describe(skills)
    await tell(uow, volunteer)
    return volunteer


async def look_at_idle(uow: UnitOfWork, *, volunteer_id: UUID, at: datetime) -> None:
    """Tell who has not served for long when it will end, and end it that day."""
    volunteer = await uow.get(Volunteer, volunteer_id)
    if volunteer.state not in ADMITTED:
        return
    today, region_id = day_of(at), volunteer.region_id
    days = await NOTICE_DAYS.value(uow, region_id=region_id, at=at)
    years = await IDLE_YEARS.value(uow, region_id=region_id, at=at)
    told_on = rules.notice_day(volunteer.idle_since, idle_years=years, notice_days=days)
    if volunteer.lapses_on is not None and volunteer.lapses_on <= today:
        volunteer.leave(VolunteerAction.WITHDRAW, at=at)
        await tell(uow, volunteer)
        return
    if told_on <= today and volunteer.lapses_on is None:
        volunteer.lapses_on = today + timedelta(days=days)
        await tell(uow, volunteer)
    await uow.schedule(IDLE, volunteer.id, midnight(volunteer.lapses_on or told_on))


async def forget_volunteer(uow: UnitOfWork, *, person_id: UUID, at: datetime) -> None:
    """Destroy what a volunteer's record says of him; number and hours stay, and are nobody's."""
    volunteer = await volunteer_of(uow, person_id)
    if volunteer is not None:
        volunteer.forget(at=at)
        await tell(uow, volunteer)


async def require_keeper(uow: UnitOfWork, volunteer: Volunteer) -> None:
    """Refuse who keeps no volunteers there, and whose own record it is."""
    region = await regions.get(uow.session, volunteer.region_id)
    if not uow.actor.governs(region.path, *KEEPERS):
        raise NotYourVolunteer
    if uow.actor.person_id == volunteer.person_id:
        raise ConflictOfInterest


async def tell(uow: UnitOfWork, volunteer: Volunteer) -> None:
    """Announce him, once he has a number."""
    await uow.flush()
    if volunteer.number is not None:
        uow.emit(volunteer.as_state())
