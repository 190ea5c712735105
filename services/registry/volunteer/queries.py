"""Looking volunteers up."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Mapped

from services.registry.volunteer.model import Volunteer
from shared import regions
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork
from shared.orm import of_row

CONCERNED = (
    Role.COMMUNITY_WORKER,
    Role.COMMUNITY_MANAGER,
    Role.STREET_OFFICER,
    Role.AUDITOR,
)


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The volunteers of the actor's regions, and himself."""
    if actor == SYSTEM:
        return true()
    return within(actor, *CONCERNED, region=Volunteer.region_id, owner=Volunteer.person_id)


def sees(actor: Actor, volunteer_id: Mapped[UUID]) -> ColumnElement[bool]:
    """Whether the volunteer that a row names is in the actor's sight."""
    return of_row(visible(actor), Volunteer.id == volunteer_id)


async def volunteers_under(uow: UnitOfWork, region_id: UUID | None) -> Select[Volunteer]:
    """The visible volunteers, of a region and all below it if that is asked."""
    found = select(Volunteer).where(visible(uow.actor))
    if region_id is None:
        return found
    return found.where(Volunteer.region_id.in_(await regions.under(uow.session, region_id)))


async def volunteer_of(uow: UnitOfWork, person_id: UUID) -> Volunteer | None:
    """A person's record, locked; most people have none."""
    mine = select(Volunteer).where(Volunteer.person_id == person_id).with_for_update()
    found: Volunteer | None = await uow.session.scalar(mine)
    return found
