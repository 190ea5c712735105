"""Looking transfers up."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true

from services.registry.volunteer import queries as volunteers
from services.registry.volunteer.model import Volunteer
from services.registry.volunteer_transfer.model import VolunteerTransfer
from services.registry.volunteer_transfer.states import TransferState
from shared.access import SYSTEM, Actor, by_rights, within
from shared.db import UnitOfWork


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Those of the volunteers that the actor sees, and those into his regions."""
    if actor == SYSTEM:
        return true()
    asked = within(actor, *volunteers.CONCERNED, region=VolunteerTransfer.to_region_id)
    return or_(asked, volunteers.sees(actor, VolunteerTransfer.volunteer_id))


async def is_open(uow: UnitOfWork, volunteer_id: UUID) -> bool:
    """Whether a community was asked and has not answered."""
    mine = select(VolunteerTransfer.id).where(VolunteerTransfer.volunteer_id == volunteer_id)
    waiting = mine.where(VolunteerTransfer.state == TransferState.REQUESTED)
    return await uow.session.scalar(waiting) is not None


async def transfers_of(uow: UnitOfWork, person_id: UUID) -> Sequence[VolunteerTransfer]:
    """Every one of a person, locked."""
    mine = select(Volunteer.id).where(Volunteer.person_id == person_id)
    his = select(VolunteerTransfer).where(VolunteerTransfer.volunteer_id.in_(mine))
    rows = await uow.session.scalars(his.order_by(VolunteerTransfer.id).with_for_update())
    return rows.all()
