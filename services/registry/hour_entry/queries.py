"""Looking hours up."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, text, true

from services.registry.hour_entry.model import LIVE, HourEntry
from services.registry.volunteer import queries as volunteers
from services.registry.volunteer.model import Volunteer
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork

RECORDERS = (Role.ORG_MANAGER, Role.TEAM_LEADER)


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """One's own, those that one's organizations recorded, and of the volunteers of one's region."""
    if actor == SYSTEM:
        return true()
    recorded = within(actor, *RECORDERS, organization=HourEntry.organization_id)
    served_here = within(actor, *volunteers.CONCERNED, region=HourEntry.region_id)
    return or_(recorded, served_here, volunteers.sees(actor, HourEntry.volunteer_id))


async def volunteers_named(uow: UnitOfWork, numbers: Collection[str]) -> dict[str, Volunteer]:
    """The volunteers with these numbers, locked in one order: their hours follow each other."""
    wanted = select(Volunteer).where(Volunteer.number.in_(numbers)).order_by(Volunteer.id)
    rows = await uow.session.scalars(wanted.with_for_update())
    return {row.number: row for row in rows if row.number is not None}


async def live_between(
    uow: UnitOfWork, volunteer_ids: Collection[UUID], since: datetime, until: datetime
) -> dict[UUID, list[HourEntry]]:
    """What is recorded of each of them in a time, and stands or waits."""
    mine = select(HourEntry).where(HourEntry.volunteer_id.in_(volunteer_ids), text(LIVE))
    found: dict[UUID, list[HourEntry]] = {one: [] for one in volunteer_ids}
    within_it = mine.where(HourEntry.ended_at > since, HourEntry.started_at < until)
    for row in await uow.session.scalars(within_it):
        found[row.volunteer_id].append(row)
    return found
